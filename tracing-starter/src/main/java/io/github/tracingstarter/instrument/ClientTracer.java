package io.github.tracingstarter.instrument;

/**
 * Traces the clients of one library, whether they are beans or in the fields of beans.
 */
public interface ClientTracer extends FieldTracer {

	@Override
	default String feature() {
		return "client";
	}

	@Override
	default String instrumentation() {
		return "HTTP client";
	}

	@Override
	default String obstacle() {
		return "it is not one of the library's own clients, or cannot be wrapped";
	}

}
