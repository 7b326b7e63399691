package io.github.tracingstarter.instrument.restclient;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;

import io.github.tracingstarter.instrument.ProxyNaming;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.cglib.proxy.Callback;
import org.springframework.cglib.proxy.CallbackFilter;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.Factory;
import org.springframework.cglib.proxy.InvocationHandler;
import org.springframework.core.NativeDetector;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.util.ReflectionUtils;

/**
 * Creates traced request factories of the same class as the originals, because an
 * application may get the request factory of its template and cast it.
 */
final class RequestFactoryProxies {

	private static final String CREATE_REQUEST = "createRequest";

	private static final Class<?>[] CALLBACK_TYPES = { InvocationHandler.class, InvocationHandler.class };

	private static final CallbackFilter FILTER = new Interception();

	private static final SpringObjenesis OBJENESIS = new SpringObjenesis();

	private RequestFactoryProxies() {
	}

	/**
	 * Creates a traced request factory.
	 * @param target the application's request factory
	 * @param spans supplies the spans, or null while they are not available
	 * @return an instance of a subclass, or null if that is not possible
	 * @throws RuntimeException or a {@link LinkageError}, if the class cannot be
	 * subclassed for another reason
	 */
	static @Nullable ClientHttpRequestFactory create(ClientHttpRequestFactory target,
			Supplier<@Nullable ClientSpans> spans) {
		Class<?> type = target.getClass();
		if (type.isHidden() || NativeDetector.inNativeImage()) {
			// No code can refer to, and so cast to, the class of a lambda. In a native
			// image no class can be generated.
			return new TracedRequestFactory(target, spans);
		}
		if (!isExtensible(type)) {
			return null;
		}
		Factory proxy = (Factory) OBJENESIS.newInstance(generate(type), true);
		proxy.setCallbacks(new Callback[] { new Requests(target, spans), new Everything(target) });
		ReflectionUtils.shallowCopyFieldState(target, proxy);
		ReflectionUtils.doWithFields(type, (field) -> copy(field, target, proxy), RequestFactoryProxies::isFinal);
		return (ClientHttpRequestFactory) proxy;
	}

	private static boolean isFinal(Field field) {
		return Modifier.isFinal(field.getModifiers()) && !Modifier.isStatic(field.getModifiers());
	}

	/**
	 * Copies a final field, which no constructor has set.
	 */
	private static void copy(Field field, Object from, Object to) throws IllegalAccessException {
		field.setAccessible(true);
		field.set(to, field.get(from));
	}

	static boolean isProxy(ClientHttpRequestFactory factory) {
		return factory instanceof Factory proxy && proxy.getCallback(0) instanceof Requests;
	}

	/**
	 * Returns whether a class can be subclassed. A final method would read the fields of
	 * the proxy, which nothing maintains.
	 */
	private static boolean isExtensible(Class<?> type) {
		if (Modifier.isFinal(type.getModifiers())) {
			return false;
		}
		for (Class<?> declaring = type; declaring != null
				&& declaring != Object.class; declaring = declaring.getSuperclass()) {
			for (Method method : declaring.getDeclaredMethods()) {
				int modifiers = method.getModifiers();
				if (Modifier.isFinal(modifiers) && !Modifier.isPrivate(modifiers) && !Modifier.isStatic(modifiers)
						&& !isOfWrapper(method)) {
					return false;
				}
			}
		}
		return true;
	}

	/**
	 * Returns whether a method is the final one in Spring's base class for wrappers,
	 * which is harmless because it calls a method that is not final.
	 */
	private static boolean isOfWrapper(Method method) {
		return method.getName().equals(CREATE_REQUEST) && method.getDeclaringClass()
			.getName()
			.equals("org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper");
	}

	private static Class<?> generate(Class<?> type) {
		Enhancer enhancer = new WithoutConstructor();
		enhancer.setSuperclass(type);
		enhancer.setCallbackTypes(CALLBACK_TYPES);
		enhancer.setCallbackFilter(FILTER);
		enhancer.setNamingPolicy(ProxyNaming.INSTANCE);
		return enhancer.createClass();
	}

	/**
	 * Generates a class without calling a constructor, so all constructors may be
	 * private.
	 */
	private static final class WithoutConstructor extends Enhancer {

		@Override
		@SuppressWarnings("rawtypes")
		protected void filterConstructors(Class type, List constructors) {
		}

	}

	private static final class Interception implements CallbackFilter {

		@Override
		public int accept(Method method) {
			return isCreateRequest(method) ? 0 : 1;
		}

		private static boolean isCreateRequest(Method method) {
			Class<?>[] parameters = method.getParameterTypes();
			return method.getName().equals(CREATE_REQUEST) && parameters.length >= 2 && parameters[0] == URI.class
					&& parameters[1] == HttpMethod.class;
		}

	}

	/**
	 * Creates requests. Spring's wrapper also passes its own target, which the proxy
	 * ignores because the original has its own.
	 */
	private record Requests(ClientHttpRequestFactory target,
			Supplier<@Nullable ClientSpans> spans) implements InvocationHandler {

		@Override
		public Object invoke(Object self, Method method, Object[] args) throws Throwable {
			return TracedRequest.of(this.target.createRequest((URI) args[0], (HttpMethod) args[1]), this.spans);
		}

	}

	/**
	 * Passes all other calls to the original. Fields that are read by reflection have the
	 * values that the target had after the last call.
	 */
	private record Everything(ClientHttpRequestFactory target) implements InvocationHandler {

		@Override
		public @Nullable Object invoke(Object self, Method method, @Nullable Object[] args) throws Throwable {
			if (AopUtils.isEqualsMethod(method) && args[0] == self) {
				return true;
			}
			Object result = AopUtils.invokeJoinpointUsingReflection(this.target, method, args);
			ReflectionUtils.shallowCopyFieldState(this.target, self);
			return (result == this.target && method.getReturnType().isInstance(self)) ? self : result;
		}

	}

}
