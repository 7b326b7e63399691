package io.github.tracingstarter.instrument.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.github.tracingstarter.instrument.ProxyClasses;
import io.github.tracingstarter.instrument.WrappingPostProcessor;
import io.github.tracingstarter.report.FailureLog;
import org.aopalliance.intercept.MethodInterceptor;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Adds the trace id to the attributes from which Spring Boot creates its error response,
 * unless the application did. The bean that provides them, and the type of the requests,
 * differ between servlets and WebFlux.
 *
 * @param <R> the type of the request
 */
public final class ErrorAnswerPostProcessor<R> extends WrappingPostProcessor {

	private static final String METHOD = "getErrorAttributes";

	private final Class<?> beanType;

	private final Class<R> requestType;

	private final Function<R, @Nullable String> traceId;

	private final ObjectProvider<TraceIdProperties> properties;

	private final FailureLog failures = new FailureLog(LogFactory.getLog(ErrorAnswerPostProcessor.class),
			"The answer to an error has no trace id. It is not affected otherwise.");

	/**
	 * Creates the post-processor.
	 * @param beanType the type of the beans that provide the attributes
	 * @param requestType the type of the requests
	 * @param traceId returns the trace id of a request, or null
	 * @param properties determine whether to add it
	 */
	public ErrorAnswerPostProcessor(Class<?> beanType, Class<R> requestType, Function<R, @Nullable String> traceId,
			ObjectProvider<TraceIdProperties> properties) {
		this.beanType = beanType;
		this.requestType = requestType;
		this.traceId = traceId;
		this.properties = properties;
	}

	@Override
	protected Object wrap(Object bean, String beanName) {
		if (!this.beanType.isInstance(bean) || !this.properties.getObject().problemDetails()) {
			return bean;
		}
		NameMatchMethodPointcut method = new NameMatchMethodPointcut();
		method.setMappedName(METHOD);
		MethodInterceptor interceptor = (call) -> withTraceId(call.proceed(), call.getArguments());
		try {
			Object advised = ProxyClasses.advise(bean, new DefaultPointcutAdvisor(method, interceptor));
			return (advised != null) ? advised : bean;
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
			return bean;
		}
	}

	private @Nullable Object withTraceId(@Nullable Object result, @Nullable Object[] arguments) {
		if (!(result instanceof Map<?, ?> attributes) || attributes.containsKey(TraceIdInProblems.PROPERTY)
				|| arguments.length == 0 || !this.requestType.isInstance(arguments[0])) {
			return result;
		}
		Map<Object, @Nullable Object> all = new LinkedHashMap<>(attributes);
		this.failures.guard(() -> {
			String id = this.traceId.apply(this.requestType.cast(arguments[0]));
			if (id != null) {
				all.put(TraceIdInProblems.PROPERTY, id);
			}
		});
		return all;
	}

}
