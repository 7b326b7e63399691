package io.github.tracingstarter.instrument;

import java.util.List;

/**
 * Recognizes exporters of spans, metrics and logs when they create a client or send a
 * request. A span for the export of a span would be exported as well, and so on.
 */
public final class TracingCallers {

	private static final StackWalker WALKER = StackWalker.getInstance();

	private static final String HOOKS = TracingCallers.class.getPackageName();

	/** Packages of the classes between an exporter and the changed method. */
	private static final List<String> CLIENTS = List.of("java.", "javax.", "jdk.", "sun.", "okhttp3.",
			"org.apache.hc.");

	private static final List<String> TRACING = List.of("io.github.tracingstarter.export.", "io.opentelemetry.",
			"zipkin2.", "io.micrometer.", "org.springframework.boot.micrometer.",
			"org.springframework.boot.opentelemetry.", "org.springframework.boot.zipkin.");

	private TracingCallers() {
	}

	/**
	 * Returns whether an exporter called the method from which a hook is called. Only the
	 * class that calls the client is considered, because an instrumentation may call the
	 * application.
	 * @return whether an exporter did
	 */
	public static boolean isCalledByTracing() {
		return WALKER.walk((frames) -> frames.map(StackWalker.StackFrame::getClassName)
			.dropWhile((name) -> name.startsWith(HOOKS))
			.dropWhile((name) -> startsWithAny(CLIENTS, name))
			.findFirst()
			.filter((name) -> startsWithAny(TRACING, name))
			.isPresent());
	}

	private static boolean startsWithAny(List<String> prefixes, String name) {
		for (String prefix : prefixes) {
			if (name.startsWith(prefix)) {
				return true;
			}
		}
		return false;
	}

}
