package io.github.tracingstarter.instrument.annotation;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.observation.annotation.Observed;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodClassKey;
import org.springframework.util.ClassUtils;

/**
 * Runs annotated methods in an observation, a span, or both.
 */
final class AnnotationInterceptor implements MethodInterceptor {

	private final SpanInterceptor spans;

	private final ObservedInterceptor observations;

	private final Map<MethodClassKey, Known> known = new ConcurrentHashMap<>();

	private volatile Annotations annotations = new Annotations(false, false);

	AnnotationInterceptor(SpanInterceptor spans, ObservedInterceptor observations) {
		this.spans = spans;
		this.observations = observations;
	}

	void use(Annotations annotations) {
		this.annotations = annotations;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		Class<?> type = ClassUtils
			.getUserClass((target != null) ? target.getClass() : invocation.getMethod().getDeclaringClass());
		Known known = this.known.computeIfAbsent(new MethodClassKey(invocation.getMethod(), type),
				(key) -> find(invocation.getMethod(), type));
		Call call = (known.span() != null) ? () -> this.spans.invoke(known.span(), invocation) : invocation::proceed;
		return (known.observed() != null) ? this.observations.invoke(known.observed(), known.method(), type, call)
				: call.proceed();
	}

	private Known find(Method method, Class<?> type) {
		Method specific = AopUtils.getMostSpecificMethod(method, type);
		return new Known(specific, AnnotatedSpan.of(specific, this.annotations),
				this.annotations.observed(specific, type));
	}

	/**
	 * The method, perhaps in a span.
	 */
	interface Call {

		@Nullable Object proceed() throws Throwable;

	}

	private record Known(Method method, @Nullable AnnotatedSpan span, @Nullable Observed observed) {

	}

}
