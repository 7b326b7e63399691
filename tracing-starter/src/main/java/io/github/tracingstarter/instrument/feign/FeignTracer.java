package io.github.tracingstarter.instrument.feign;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import feign.AsyncClient;
import feign.Client;
import io.github.tracingstarter.instrument.ClientTracer;
import io.github.tracingstarter.instrument.PrivateField;
import io.github.tracingstarter.instrument.http.HttpCallSpans;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.NativeDetector;
import org.springframework.util.ReflectionUtils;

/**
 * Traces interfaces that Feign implements for the application. Feign has no accessor for
 * the underlying client, so it is replaced in the private field of each method's handler.
 */
final class FeignTracer implements ClientTracer {

	private static final Log logger = LogFactory.getLog(FeignTracer.class);

	private static final String HANDLER = "feign.ReflectiveFeign$FeignInvocationHandler";

	private static final boolean CAN_SET_CLIENT = PrivateField.canSetFinal() && !NativeDetector.inNativeImage();

	private final ObjectProvider<TracingCapability> capability;

	private volatile @Nullable HttpCallSpans spans;

	FeignTracer(ObjectProvider<TracingCapability> capability) {
		this.capability = capability;
	}

	@Override
	public Set<String> fieldTypes() {
		return Set.of();
	}

	/**
	 * Recognizes interfaces by Feign's annotations. Interfaces with other annotations, as
	 * with Spring Cloud's contract, are found if they are beans.
	 */
	@Override
	public boolean isFieldType(Class<?> type) {
		return type.isInterface() && Arrays.stream(type.getMethods())
			.flatMap((method) -> Arrays.stream(method.getAnnotations()))
			.anyMatch((annotation) -> annotation.annotationType().getName().startsWith("feign."));
	}

	/**
	 * Returns whether Feign implements the object.
	 */
	boolean isClient(Object object) {
		return Proxy.isProxyClass(object.getClass())
				&& Proxy.getInvocationHandler(object).getClass().getName().equals(HANDLER);
	}

	@Override
	public boolean isTraced(Object client) {
		return isClient(client) && visit(client, (handler, field) -> {
			Object below = field.get(handler);
			return below instanceof TracedClient || below instanceof TracedAsyncClient<?>;
		});
	}

	@Override
	public @Nullable Object trace(Object client) {
		if (!CAN_SET_CLIENT || !isClient(client)) {
			return null;
		}
		return visit(client, this::trace) ? client : null;
	}

	private boolean trace(Object handler, Field field) throws IllegalAccessException {
		Object below = field.get(handler);
		Supplier<@Nullable HttpCallSpans> spans = this::spans;
		if (below instanceof Client client && !(below instanceof TracedClient)) {
			field.set(handler, new TracedClient(client, spans));
		}
		else if (below instanceof AsyncClient<?> client && !(below instanceof TracedAsyncClient<?>)) {
			field.set(handler, new TracedAsyncClient<>(client, spans));
		}
		return true;
	}

	/**
	 * Visits the handlers of all methods except default methods.
	 * @return whether there was one, and all were as expected
	 */
	private static boolean visit(Object proxy, Visit visit) {
		try {
			Object handler = Proxy.getInvocationHandler(proxy);
			Field dispatch = ReflectionUtils.findField(handler.getClass(), "dispatch");
			if (dispatch == null) {
				return false;
			}
			dispatch.setAccessible(true);
			boolean all = false;
			for (Object method : ((Map<?, ?>) dispatch.get(handler)).values()) {
				Field field = ReflectionUtils.findField(method.getClass(), "client");
				if (field != null && !Modifier.isStatic(field.getModifiers())) {
					field.setAccessible(true);
					if (!visit.of(method, field)) {
						return false;
					}
					all = true;
				}
			}
			return all;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.debug("The clients of %s cannot be read".formatted(proxy.getClass()), ex);
			return false;
		}
	}

	private @Nullable HttpCallSpans spans() {
		HttpCallSpans known = this.spans;
		if (known == null) {
			try {
				TracingCapability available = this.capability.getIfAvailable();
				known = (available != null) ? available.spans() : null;
				this.spans = known;
			}
			catch (BeansException | IllegalStateException ex) {
				// The call was made while the tracer was being created, or after it was
				// destroyed.
				logger.debug("A call is not traced: the tracer is not available", ex);
			}
		}
		return known;
	}

	@FunctionalInterface
	private interface Visit {

		boolean of(Object handler, Field client) throws IllegalAccessException;

	}

}
