/**
 * An application's own code, as the call site of statements.
 */
@org.jspecify.annotations.NullMarked
package io.github.tracingstarter.instrument.jdbc.app;
