package io.github.tracingstarter.instrument.repository;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.instrument.MethodSpans;
import io.github.tracingstarter.instrument.TracedMethod;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Calls the methods of a repository in spans. Outside a trace there are none, as for
 * statements.
 */
final class RepositoryAdvice implements MethodSpans.EachMethod {

	private final Class<?> repository;

	private final MethodSpans spans;

	private final Map<Method, TracedMethod> methods = new ConcurrentHashMap<>();

	RepositoryAdvice(Class<?> repository, MethodSpans spans) {
		this.repository = repository;
		this.spans = spans;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Method method = invocation.getMethod();
		if (ReflectionUtils.isObjectMethod(method)) {
			return invocation.proceed();
		}
		TracedMethod traced = this.methods.get(method);
		if (traced == null) {
			traced = TracedMethod.of(this.repository, method);
			this.methods.put(method, traced);
		}
		return this.spans.invokeWithin(traced, invocation);
	}

}
