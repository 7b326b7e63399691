package io.github.tracingstarter.instrument.context;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.Executor;

import io.github.tracingstarter.instrument.ProxyClasses;
import io.github.tracingstarter.instrument.ProxyNaming;
import org.jspecify.annotations.Nullable;

import org.springframework.cglib.core.NamingPolicy;
import org.springframework.cglib.proxy.Callback;
import org.springframework.cglib.proxy.Dispatcher;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.Factory;
import org.springframework.core.NativeDetector;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.util.ClassUtils;

/**
 * Creates proxies of executors that are not Spring's. The class of a proxy is a subclass,
 * so that the executor can be injected as its own type. If no code can refer to the
 * class, because it is a lambda or hidden by the JDK, the proxy has all its interfaces.
 * It forwards all methods except those that submit tasks.
 */
final class ExecutorProxies {

	private static final Class<?>[] CALLBACK_TYPES = { org.springframework.cglib.proxy.InvocationHandler.class,
			Dispatcher.class };

	/** Generated classes cannot be defined in the JDK's packages. */
	private static final NamingPolicy OWN_PACKAGE = (prefix, source, key, names) -> ProxyNaming.INSTANCE.getClassName(
			ClassUtils.getPackageName(ExecutorProxies.class) + '.' + ClassUtils.getShortName(prefix), source, key,
			names);

	private static final SpringObjenesis OBJENESIS = new SpringObjenesis();

	private ExecutorProxies() {
	}

	/**
	 * Returns whether an executor is such a proxy.
	 * @param executor the executor
	 * @return whether it is
	 */
	static boolean isProxy(Object executor) {
		if (Proxy.isProxyClass(executor.getClass())) {
			return Proxy.getInvocationHandler(executor) instanceof ByInterfaces;
		}
		return executor instanceof Factory factory && factory.getCallbacks().length > 0
				&& factory.getCallback(0) instanceof BySubclass;
	}

	/**
	 * Creates a proxy.
	 * @param target the executor
	 * @return the proxy, or null if the class does not allow one
	 */
	static @Nullable Executor create(Executor target) {
		Class<?> type = target.getClass();
		if (NativeDetector.inNativeImage()) {
			return null;
		}
		if (type.isHidden() || (type.getName().startsWith("java.") && !Modifier.isPublic(type.getModifiers()))) {
			return withInterfaces(target);
		}
		return ProxyClasses.isExtensible(type) ? withClass(target) : null;
	}

	private static Executor withInterfaces(Executor target) {
		Class<?> type = target.getClass();
		ClassLoader loader = (type.getClassLoader() != null) ? type.getClassLoader()
				: ExecutorProxies.class.getClassLoader();
		Class<?>[] interfaces = Arrays.stream(ClassUtils.getAllInterfacesForClass(type, loader))
			.filter((candidate) -> candidate.getModule().isExported(candidate.getPackageName()))
			.toArray(Class<?>[]::new);
		return (Executor) Proxy.newProxyInstance(loader, interfaces, new ByInterfaces(new Handover(target)));
	}

	private static Executor withClass(Executor target) {
		Enhancer enhancer = new Enhancer();
		enhancer.setSuperclass(target.getClass());
		enhancer.setCallbackTypes(CALLBACK_TYPES);
		enhancer.setCallbackFilter((method) -> Handover.isIntercepted(method) ? 0 : 1);
		if (target.getClass().getClassLoader() != null) {
			enhancer.setNamingPolicy(ProxyNaming.INSTANCE);
		}
		else {
			enhancer.setClassLoader(ExecutorProxies.class.getClassLoader());
			enhancer.setContextClass(ExecutorProxies.class);
			enhancer.setNamingPolicy(OWN_PACKAGE);
		}
		// Without calling a constructor, because that of a pool may start threads.
		Class<?> type = enhancer.createClass();
		Factory proxy = (Factory) OBJENESIS.newInstance(type, true);
		ProxyClasses.copyFields(target, proxy);
		proxy.setCallbacks(new Callback[] { new BySubclass(new Handover(target)), (Dispatcher) () -> target });
		return (Executor) proxy;
	}

	private record BySubclass(Handover handover) implements org.springframework.cglib.proxy.InvocationHandler {

		@Override
		public @Nullable Object invoke(Object self, Method method, @Nullable Object[] args) throws Throwable {
			return this.handover.invoke(self, method, args);
		}

	}

	private record ByInterfaces(Handover handover) implements InvocationHandler {

		private static final Object[] NONE = {};

		@Override
		public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] args)
				throws Throwable {
			return this.handover.invoke(self, method, (args != null) ? args : NONE);
		}

	}

}
