/**
 * Tests of the tracing of SQL statements.
 */
@org.jspecify.annotations.NullMarked
package io.github.tracingstarter.instrument.jdbc;
