package io.github.tracingstarter;

/**
 * Customizes the spans of SQL statements. The response is the number of changed rows, if
 * the statement changes rows.
 */
@FunctionalInterface
public interface SqlSpanCustomizer extends SpanCustomizer<SqlStatement, Long> {

}
