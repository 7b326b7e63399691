package io.github.tracingstarter.instrument;

import java.util.List;

/**
 * Recognizes the exporters of spans, metrics and logs where they make a client or send a
 * request. A span about an exported span would be exported as well, and so on.
 */
public final class TracingCallers {

	private static final StackWalker WALKER = StackWalker.getInstance();

	private static final String HOOKS = TracingCallers.class.getPackageName();

	/** What stands between an exporter and the method that is changed. */
	private static final List<String> CLIENTS = List.of("java.", "javax.", "jdk.", "sun.", "okhttp3.",
			"org.apache.hc.");

	private static final List<String> TRACING = List.of("io.github.tracingstarter.export.", "io.opentelemetry.",
			"zipkin2.", "io.micrometer.", "org.springframework.boot.micrometer.",
			"org.springframework.boot.opentelemetry.", "org.springframework.boot.zipkin.");

	private TracingCallers() {
	}

	/**
	 * Returns whether an exporter called the method from which a hook is called. Only who
	 * called it is looked at: an application may well be called by an instrumentation.
	 * @return whether it did
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
