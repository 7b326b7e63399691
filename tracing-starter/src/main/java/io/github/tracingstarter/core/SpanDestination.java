package io.github.tracingstarter.core;

import org.jspecify.annotations.Nullable;

/**
 * A place that finished spans are sent to, for the start-up report and the page.
 */
public interface SpanDestination {

	/**
	 * What it is and where: {@code OTLP gRPC http://localhost:4317}.
	 * @return a short description without secrets
	 */
	String description();

	/**
	 * Whether something listens there. Blocks for a second at the most and sends no span.
	 * @return whether it answers; null when there is nobody to ask, as with the console
	 */
	@Nullable Boolean answers();

}
