/**
 * The samples of the documentation as code that compiles and runs, one class a page, and {@link
 * dev.heartwood.examples.docs.DocumentationTest}, which holds the pages against it.
 */
@NullMarked
package dev.heartwood.examples.docs;

import org.jspecify.annotations.NullMarked;
