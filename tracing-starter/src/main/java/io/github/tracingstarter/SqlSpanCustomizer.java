package io.github.tracingstarter;

/**
 * Customizes the spans of SQL statements. The response is the number of changed rows, or
 * null for a statement that does not change rows.
 */
@FunctionalInterface
public interface SqlSpanCustomizer extends SpanCustomizer<SqlStatement, Long> {

}
