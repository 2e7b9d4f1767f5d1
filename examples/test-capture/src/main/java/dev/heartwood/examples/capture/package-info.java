/** A service whose tests look at what it logs. Start at its {@code PaymentServiceTest}. */
@NullMarked
package dev.heartwood.examples.capture;

import org.jspecify.annotations.NullMarked;
