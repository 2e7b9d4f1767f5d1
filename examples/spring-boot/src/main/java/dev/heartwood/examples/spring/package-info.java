/**
 * A Spring Boot application that logs through Heartwood. Start at {@link
 * dev.heartwood.examples.spring.ShopApplication}.
 */
@NullMarked
package dev.heartwood.examples.spring;

import org.jspecify.annotations.NullMarked;
