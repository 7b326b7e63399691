package io.github.tracingstarter.instrument.method;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.instrument.MethodSpans;
import io.github.tracingstarter.instrument.method.MethodSelection.Selected;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcut;

/**
 * Selects the methods of one class for its proxies, and calls them in spans.
 */
final class MethodAdvice extends StaticMethodMatcherPointcut implements MethodInterceptor {

	private final Class<?> type;

	private final Map<Method, Selected> selected;

	private final MethodSpans spans;

	private final MinDuration minDuration;

	/**
	 * The selected methods by the methods of proxies, which may be those of interfaces.
	 */
	private final Map<Method, Optional<Selected>> known = new ConcurrentHashMap<>();

	MethodAdvice(Class<?> type, Map<Method, Selected> selected, MethodSpans spans, MinDuration minDuration) {
		this.type = type;
		this.selected = selected;
		this.spans = spans;
		this.minDuration = minDuration;
	}

	Set<Method> methods() {
		return this.selected.keySet();
	}

	@Override
	public boolean matches(Method method, Class<?> targetClass) {
		return find(method).isPresent();
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Optional<Selected> selected = find(invocation.getMethod());
		if (selected.isEmpty() || selected.get().isExcluded()) {
			return invocation.proceed();
		}
		return this.spans.invoke(selected.get().traced(), this.minDuration.nanos(), invocation);
	}

	private Optional<Selected> find(Method method) {
		Optional<Selected> found = this.known.get(method);
		if (found == null) {
			found = Optional.ofNullable(search(method));
			this.known.put(method, found);
		}
		return found;
	}

	private @Nullable Selected search(Method method) {
		Selected same = this.selected.get(method);
		return (same != null) ? same : this.selected.get(AopUtils.getMostSpecificMethod(method, this.type));
	}

}
