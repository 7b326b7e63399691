package io.github.tracingstarter.report;

import java.util.function.LongSupplier;

/**
 * A number of spans or traces that is counted since the start anyway, for meters and the
 * endpoint. A bean of the feature that counts.
 *
 * @param name the name of the meter, such as {@code tracing.traces.kept}
 * @param description what is counted, as a sentence
 * @param total reads the number, which only grows
 */
public record SpanCount(String name, String description, LongSupplier total) {

}
