package io.github.tracingstarter.instrument.webflux;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

import io.github.tracingstarter.instrument.ProxyClasses;
import io.github.tracingstarter.report.FailureLog;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.MethodBeforeAdvice;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.server.ServerWebExchange;

/**
 * Records the exceptions of handlers before an {@code @ExceptionHandler} method turns
 * them into a response. They are visible only to the search for that method, which is
 * private to Spring's handler adapter.
 */
final class ExceptionRecorder implements BeanPostProcessor {

	private static final String RESOLVER = "methodResolver";

	private static final String SEARCH = "getExceptionHandlerMethod";

	private final FailureLog failures = new FailureLog(LogFactory.getLog(ExceptionRecorder.class),
			"An exception that a handler answered is not on the span. The response is not affected.");

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof RequestMappingHandlerAdapter adapter) {
			this.failures.guard(() -> listen(adapter));
		}
		return bean;
	}

	private void listen(RequestMappingHandlerAdapter adapter) {
		Field field = ReflectionUtils.findField(adapter.getClass(), RESOLVER);
		if (field == null) {
			return;
		}
		ReflectionUtils.makeAccessible(field);
		Object resolver = ReflectionUtils.getField(field, adapter);
		if (resolver == null) {
			return;
		}
		NameMatchMethodPointcut search = new NameMatchMethodPointcut();
		search.setMappedName(SEARCH);
		Object listening = ProxyClasses.advise(resolver,
				new DefaultPointcutAdvisor(search, (MethodBeforeAdvice) this::searched));
		if (listening != null) {
			ReflectionUtils.setField(field, adapter, listening);
		}
	}

	private void searched(Method method, @Nullable Object[] arguments, @Nullable Object target) {
		this.failures.guard(() -> {
			Throwable exception = null;
			ServerWebExchange exchange = null;
			for (Object argument : arguments) {
				if (argument instanceof Throwable thrown) {
					exception = thrown;
				}
				else if (argument instanceof ServerWebExchange current) {
					exchange = current;
				}
			}
			if (exception != null && exchange != null) {
				record(exchange, exception);
			}
		});
	}

	/**
	 * Records the first exception only, because later ones result from the attempt to
	 * handle it.
	 */
	private static void record(ServerWebExchange exchange, Throwable exception) {
		ServerRequestObservationContext context = ServerRequestObservationContext.findCurrent(exchange.getAttributes())
			.orElse(null);
		if (context != null && !context.containsKey(HandledException.class)) {
			context.put(HandledException.class, new HandledException(exception, exchange.getResponse().isCommitted()));
		}
	}

}
