package io.github.tracingstarter.instrument.jdbc;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.Frameworks;
import io.github.tracingstarter.instrument.Instrumenter;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.semconv.CodeAttributes;

/**
 * Finds the line of the application that runs a statement: the first frame in one of the
 * application's packages or, if there is none, the first that does not belong to a
 * framework. It walks the stack, so it is only for slow and repeated statements.
 */
final class CallSite {

	/**
	 * Compared by package rather than by prefix, because an application may have a
	 * subpackage.
	 */
	private static final Set<String> OWN_PACKAGES = Set.of(CallSite.class.getPackageName(),
			Instrumenter.class.getPackageName());

	private final Supplier<List<String>> packages;

	/**
	 * Creates the finder.
	 * @param packages the application's packages
	 */
	CallSite(Supplier<List<String>> packages) {
		this.packages = packages;
	}

	Attributes find() {
		List<String> prefixes = this.packages.get().stream().map((name) -> name + '.').toList();
		StackWalker walker = StackWalker.getInstance();
		return walker.walk((frames) -> frames.filter((frame) -> isAmong(prefixes, frame) && isCode(frame)).findFirst())
			.or(() -> walker
				.walk((frames) -> frames.filter((frame) -> !Frameworks.contain(frame.getClassName()) && isCode(frame))
					.findFirst()))
			.map(CallSite::describe)
			.orElse(Attributes.empty());
	}

	private static boolean isAmong(List<String> prefixes, StackWalker.StackFrame frame) {
		return prefixes.stream().anyMatch(frame.getClassName()::startsWith);
	}

	private static boolean isCode(StackWalker.StackFrame frame) {
		String name = frame.getClassName();
		return !Frameworks.isGenerated(name)
				&& !OWN_PACKAGES.contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
	}

	private static Attributes describe(StackWalker.StackFrame frame) {
		AttributesBuilder attributes = Attributes.builder()
			.put(CodeAttributes.CODE_FUNCTION_NAME, frame.getClassName() + '.' + frame.getMethodName());
		if (frame.getFileName() != null) {
			attributes.put(CodeAttributes.CODE_FILE_PATH, frame.getFileName());
		}
		if (frame.getLineNumber() > 0) {
			attributes.put(CodeAttributes.CODE_LINE_NUMBER, (long) frame.getLineNumber());
		}
		return attributes.build();
	}

}
