package io.github.tracingstarter.jdbc;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.cglib.core.CodeGenerationException;
import org.springframework.cglib.core.SpringNamingPolicy;
import org.springframework.cglib.proxy.Callback;
import org.springframework.cglib.proxy.CallbackFilter;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.ProxyRefDispatcher;
import org.springframework.core.NativeDetector;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * Makes proxies of the driver's objects. A proxy has all public interfaces of the
 * driver's class, so that a cast to {@code OracleConnection} goes on to work.
 * <p>
 * A class is generated for each of the driver's classes. Its methods call the driver
 * directly, as if they were written by hand, but for the few that tracing is about, which
 * go to the handler. With a JDK proxy every call would be a reflective one, and a
 * framework makes some twenty for each statement. In a native image, where no class can
 * be made, it is a JDK proxy with the interfaces of JDBC, which is known at build time.
 */
final class JdbcProxies {

	private static final Callback[] CALLBACKS = { new ToHandler(),
			(ProxyRefDispatcher) (self) -> ((TracedObject) self).delegate() };

	private static final Class<?>[] CALLBACK_TYPES = { org.springframework.cglib.proxy.InvocationHandler.class,
			ProxyRefDispatcher.class };

	// Neither static nor a ClassValue: a driver of the server's would hold proxy classes,
	// and with them an application that was undeployed.
	private final Map<Class<?>, Map<Class<?>, Factory>> factories = new ConcurrentReferenceHashMap<>();

	private final boolean bindValues;

	/**
	 * Creates proxies.
	 * @param bindValues whether the handlers want to see the values that are bound
	 */
	JdbcProxies(boolean bindValues) {
		this.bindValues = bindValues;
	}

	/**
	 * Makes a proxy.
	 * @param <T> the type of JDBC
	 * @param type the type of JDBC
	 * @param target the driver's object
	 * @param handler what handles the calls that tracing is about
	 * @return the proxy
	 */
	<T> T create(Class<T> type, T target, InvocationHandler handler) {
		Map<Class<?>, Factory> ofTarget = this.factories.computeIfAbsent(target.getClass(),
				(any) -> new ConcurrentHashMap<>(2));
		Factory factory = ofTarget.get(type);
		if (factory == null) {
			factory = factory(type, target.getClass());
			ofTarget.put(type, factory);
		}
		try {
			return type.cast(factory.create(target, handler));
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The handler of a proxy.
	 * @param object what may be one
	 * @return its handler, or null if it is none
	 */
	static @Nullable InvocationHandler handlerOf(@Nullable Object object) {
		if (object instanceof TracedObject traced) {
			return traced.handler();
		}
		return (object instanceof TracedConnection && Proxy.isProxyClass(object.getClass()))
				? Proxy.getInvocationHandler(object) : null;
	}

	private Factory factory(Class<?> type, Class<?> targetType) {
		if (!NativeDetector.inNativeImage()) {
			try {
				return generated(type, targetType);
			}
			catch (ReflectiveOperationException | CodeGenerationException | IllegalArgumentException
					| LinkageError ex) {
				// The driver's interfaces contradict each other or are hidden in a
				// module.
			}
		}
		return withJdkProxy(type);
	}

	private Factory generated(Class<?> type, Class<?> targetType) throws ReflectiveOperationException {
		Enhancer enhancer = new Enhancer();
		enhancer.setSuperclass(TracedObject.class);
		enhancer.setInterfaces(DriverInterfaces.of(type, targetType));
		enhancer.setCallbackTypes(CALLBACK_TYPES);
		enhancer.setCallbackFilter(new Interception(type, this.bindValues));
		enhancer.setUseFactory(false);
		enhancer.setNamingPolicy(SpringNamingPolicy.INSTANCE);
		Class<?> generated = enhancer.createClass();
		Enhancer.registerStaticCallbacks(generated, CALLBACKS);
		MethodType signature = MethodType.methodType(void.class, Object.class, InvocationHandler.class);
		MethodHandle constructor = MethodHandles.lookup()
			.findConstructor(generated, signature)
			.asType(signature.changeReturnType(Object.class));
		return (target, handler) -> (Object) constructor.invokeExact(target, handler);
	}

	@SuppressWarnings("deprecation") // A constructor is called without checks each time.
	private static Factory withJdkProxy(Class<?> type) {
		Class<?> proxyClass = Proxy.getProxyClass(JdbcProxies.class.getClassLoader(), type, TracedConnection.class);
		try {
			Constructor<?> constructor = proxyClass.getConstructor(InvocationHandler.class);
			constructor.trySetAccessible();
			return (target, handler) -> constructor.newInstance(handler);
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Calls the handler as a JDK proxy would.
	 */
	private static final class ToHandler implements org.springframework.cglib.proxy.InvocationHandler {

		@Override
		public @Nullable Object invoke(Object self, Method method, @Nullable Object[] args) throws Throwable {
			return ((TracedObject) self).handler().invoke(self, method, (args.length > 0) ? args : null);
		}

	}

	private interface Factory {

		Object create(Object target, InvocationHandler handler) throws Throwable;

	}

	/**
	 * Which methods go to the handler, and which directly to the driver.
	 */
	private record Interception(Class<?> type, boolean bindValues) implements CallbackFilter {

		private static final int HANDLER = 0;

		private static final int DRIVER = 1;

		@Override
		public int accept(Method method) {
			JdbcMethods.Action action = JdbcMethods.of(this.type, method);
			boolean passed = action == null || (action == JdbcMethods.Action.BIND && !this.bindValues);
			return passed ? DRIVER : HANDLER;
		}

	}

}
