/**
 * Captured logs for users' tests: each test sees what it logged itself, also when tests run in
 * parallel. Start at {@link dev.heartwood.testing.CaptureLogs}.
 */
@NullMarked
package dev.heartwood.testing;

import org.jspecify.annotations.NullMarked;
