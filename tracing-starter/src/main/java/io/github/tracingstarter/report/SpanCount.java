package io.github.tracingstarter.report;

import java.util.function.LongSupplier;

/**
 * A count of spans or traces since startup, for meters and the endpoint. The feature that
 * counts declares it as a bean.
 *
 * @param name the name of the meter, such as {@code tracing.traces.kept}
 * @param description a sentence that says what is counted
 * @param total reads the count, which only grows
 */
public record SpanCount(String name, String description, LongSupplier total) {

}
