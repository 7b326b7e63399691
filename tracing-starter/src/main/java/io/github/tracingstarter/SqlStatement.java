package io.github.tracingstarter;

import org.jspecify.annotations.Nullable;

/**
 * A SQL statement that is executed.
 *
 * @param text the text as it appears on the span, without literals unless
 * {@code tracing.jdbc.sanitize} is false
 * @param operation the first operation, such as {@code SELECT}, if it is recognized
 * @param table the table, if there is exactly one
 * @param batchSize the number of statements in a batch, or 1
 */
public record SqlStatement(String text, @Nullable String operation, @Nullable String table, int batchSize) {

}
