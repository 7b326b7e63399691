package io.github.tracingstarter.instrument.method;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.tracingstarter.instrument.SpanNames;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The named methods that have no spans, or not always. They are logged once.
 */
final class UnreachableMethods {

	private static final Log logger = LogFactory.getLog(UnreachableMethods.class);

	private static final int MAX_LINES = 20;

	private final Set<String> lines = new LinkedHashSet<>();

	synchronized void add(String subject, String reason) {
		this.lines.add(subject + ": " + reason);
	}

	void addUncallable(BeanTypes types, List<Method> methods) {
		for (Method method : methods) {
			String kind = Modifier.isStatic(method.getModifiers()) ? "static" : "not public";
			add(SpanNames.ofMethod(types.own(), method.getName()),
					"it is %s, and only public methods of an object are called through a proxy".formatted(kind));
		}
	}

	void addSelfInvocations(BeanTypes types, Set<Method> methods) {
		SelfInvocations.of(types.own(), methods)
			.forEach((called, callers) -> add(SpanNames.ofMethod(types.own(), called),
					("%s() of the same object calls it directly, without a span; where that matters, move one of the "
							+ "two to another bean")
						.formatted(String.join("(), ", callers))));
	}

	/**
	 * Logs the methods, if there are any.
	 * @param unused the patterns that match no method of a bean
	 */
	synchronized void log(Collection<String> unused) {
		if (!unused.isEmpty()) {
			logger.warn(
					("No public method of a bean of the application matches tracing.methods.include=%s. For a package and "
							+ "those below it, write 'com.example.orders.**'.")
						.formatted(String.join(", ", unused)));
		}
		if (!this.lines.isEmpty()) {
			logger.warn("Methods that tracing.methods.include names have no spans, or not always:%n%s"
				.formatted(this.lines.stream()
					.limit(MAX_LINES)
					.map((line) -> "  " + line)
					.collect(Collectors.joining(System.lineSeparator()))) + omitted());
		}
	}

	private String omitted() {
		int more = this.lines.size() - MAX_LINES;
		return (more > 0) ? "%n  and %d more".formatted(more) : "";
	}

}
