package io.github.tracingstarter.instrument.method;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.instrument.TracedMethod;

import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Selects the methods that have spans. Exclusions can be changed while the application
 * runs, but only among the methods that were selected at startup, because others have no
 * proxy.
 */
final class MethodSelection implements LiveProperty {

	private static final String KEY = MethodProperties.PREFIX + ".exclude";

	/** Annotations of methods that have their own spans, or opt out of spans. */
	private static final List<String> ANNOTATIONS = List.of("io.micrometer.tracing.annotation.NewSpan",
			"io.micrometer.tracing.annotation.ContinueSpan", "io.micrometer.observation.annotation.Observed",
			"io.opentelemetry.instrumentation.annotations.WithSpan",
			"org.springframework.scheduling.annotation.Scheduled",
			"org.springframework.scheduling.annotation.Schedules", "org.springframework.context.annotation.Bean");

	private static final String OBSERVED = "io.micrometer.observation.annotation.Observed";

	private static final String RUNNER = "org.springframework.boot.Runner";

	private final MethodPatterns include;

	private final MethodPatterns atStart;

	private final Set<Selected> selected = ConcurrentHashMap.newKeySet();

	private final Set<MethodPattern> used = ConcurrentHashMap.newKeySet();

	private volatile MethodPatterns exclude;

	MethodSelection(MethodPatterns include, MethodPatterns exclude) {
		this.include = include;
		this.atStart = exclude;
		this.exclude = exclude;
	}

	boolean isEmpty() {
		return this.include.isEmpty();
	}

	/**
	 * Selects the methods of a bean.
	 * @param types the types of the bean
	 * @return the methods that can be called through a proxy
	 */
	Map<Method, Selected> of(BeanTypes types) {
		Map<Method, Selected> methods = new LinkedHashMap<>();
		for (Method method : types.methods()) {
			if (BeanTypes.isCallable(method) && isIncluded(types, method) && !hasSpan(types, method)) {
				Selected selected = new Selected(types, method);
				selected.excluded = this.exclude.match(types, method);
				this.selected.add(selected);
				methods.put(method, selected);
			}
		}
		return methods;
	}

	/**
	 * Returns the named methods that cannot be called through a proxy. A pattern for
	 * classes applies to their public methods.
	 */
	List<Method> uncallable(BeanTypes types) {
		return types.methods()
			.stream()
			.filter((method) -> !BeanTypes.isCallable(method) && !this.atStart.match(types, method))
			.filter((method) -> this.include.all()
				.stream()
				.anyMatch((pattern) -> pattern.namesMethods() && pattern.matches(types, method)))
			.toList();
	}

	private boolean isIncluded(BeanTypes types, Method method) {
		boolean included = false;
		for (MethodPattern pattern : this.include.all()) {
			if (pattern.matches(types, method)) {
				this.used.add(pattern);
				included = true;
			}
		}
		return included && !this.atStart.match(types, method);
	}

	private static boolean hasSpan(BeanTypes types, Method method) {
		MergedAnnotations annotations = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
		return ANNOTATIONS.stream().anyMatch(annotations::isPresent)
				|| MergedAnnotations.from(types.own(), SearchStrategy.TYPE_HIERARCHY).isPresent(OBSERVED)
				|| (method.getName().equals("run") && method.getParameterCount() == 1 && isRunner(types.own()));
	}

	private static boolean isRunner(Class<?> type) {
		return ClassUtils.getAllInterfacesForClassAsSet(type)
			.stream()
			.anyMatch((each) -> each.getName().equals(RUNNER));
	}

	/**
	 * Returns the patterns that have not matched any method so far.
	 */
	List<String> unused() {
		return this.include.all()
			.stream()
			.filter((pattern) -> !this.used.contains(pattern))
			.map(MethodPattern::text)
			.toList();
	}

	@Override
	public String key() {
		return KEY;
	}

	@Override
	public String value() {
		return this.exclude.toString();
	}

	@Override
	public void validate(String value) {
		parse(value);
	}

	@Override
	public String unpredictable() {
		return "Which class a span that was recorded belongs to is known by its name only.";
	}

	@Override
	public void change(String value) {
		MethodPatterns changed = parse(value);
		this.exclude = changed;
		this.selected.forEach((each) -> each.excluded = changed.match(each.types, each.method));
	}

	private static MethodPatterns parse(String value) {
		return MethodPatterns.of(KEY, List.of(StringUtils.commaDelimitedListToStringArray(value)));
	}

	/**
	 * A selected method.
	 */
	static final class Selected {

		private final BeanTypes types;

		private final Method method;

		private final TracedMethod traced;

		private volatile boolean excluded;

		private Selected(BeanTypes types, Method method) {
			this.types = types;
			this.method = method;
			this.traced = TracedMethod.of(types.own(), method);
		}

		TracedMethod traced() {
			return this.traced;
		}

		boolean isExcluded() {
			return this.excluded;
		}

	}

}
