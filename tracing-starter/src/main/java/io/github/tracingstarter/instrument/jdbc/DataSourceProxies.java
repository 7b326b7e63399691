package io.github.tracingstarter.instrument.jdbc;

import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import javax.sql.DataSource;

import io.github.tracingstarter.instrument.ProxyClasses;
import io.github.tracingstarter.instrument.ProxyNaming;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AdvisedSupport;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.cglib.core.CodeGenerationException;
import org.springframework.cglib.core.NamingPolicy;
import org.springframework.cglib.proxy.Callback;
import org.springframework.cglib.proxy.CallbackFilter;
import org.springframework.cglib.proxy.Dispatcher;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.Factory;
import org.springframework.cglib.proxy.InvocationHandler;
import org.springframework.core.InfrastructureProxy;
import org.springframework.core.NativeDetector;
import org.springframework.objenesis.ObjenesisException;
import org.springframework.objenesis.SpringObjenesis;
import org.springframework.util.ClassUtils;

/**
 * Creates proxies of data sources: subclasses that look like those of Spring AOP, because
 * Boot's health and metrics and Spring Cloud's rebinding look for the pool behind such a
 * proxy. Spring AOP itself would intercept each of a pool's hundred methods, and
 * generating that class would take more than twice as long at the start of every
 * application. Here only the relevant methods are intercepted, and all others call the
 * target. If the class cannot be extended, the proxy is a JDK proxy of Spring AOP.
 * <p>
 * To Spring's transactions, a proxy and its target are one and the same resource.
 */
final class DataSourceProxies {

	private static final List<Class<?>> INTERFACES = List.of(SpringProxy.class, Advised.class,
			InfrastructureProxy.class);

	private static final Class<?>[] CALLBACK_TYPES = { InvocationHandler.class, Dispatcher.class, Dispatcher.class };

	/** A class can be defined only in the package of a class of the same loader. */
	private static final NamingPolicy OWN_PACKAGE = (prefix, source, key, names) -> ProxyNaming.INSTANCE.getClassName(
			ClassUtils.getPackageName(DataSourceProxies.class) + '.' + ClassUtils.getShortName(prefix), source, key,
			names);

	private static final SpringObjenesis OBJENESIS = new SpringObjenesis();

	private DataSourceProxies() {
	}

	/**
	 * Creates a proxy.
	 * @param target the data source
	 * @param interceptor traces the connections
	 * @return an instance of a subclass if possible, or else an object with the
	 * interfaces of the data source
	 */
	static DataSource create(DataSource target, ConnectionInterceptor interceptor) {
		Class<?> type = superclass(target.getClass());
		if (!NativeDetector.inNativeImage() && DataSource.class.isAssignableFrom(type)
				&& ProxyClasses.isExtensible(type)) {
			try {
				return withClass(target, type, interceptor);
			}
			catch (CodeGenerationException | IllegalArgumentException | ObjenesisException | LinkageError ex) {
				// The class turns out not to be extensible, such as a private one.
			}
		}
		return withInterfaces(target, interceptor);
	}

	/**
	 * Returns the class to extend. A generated class may not be extensible, but its
	 * superclass is.
	 */
	private static Class<?> superclass(Class<?> type) {
		Class<?> candidate = type;
		while (candidate.getName().contains(ClassUtils.CGLIB_CLASS_SEPARATOR)) {
			candidate = candidate.getSuperclass();
		}
		return candidate;
	}

	private static DataSource withClass(DataSource target, Class<?> type, ConnectionInterceptor interceptor) {
		AdvisedSupport advised = new AdvisedSupport();
		advised.setTarget(target);
		advised.setProxyTargetClass(true);
		// Advice that is added later would not be called.
		advised.setFrozen(true);
		Callback[] callbacks = { new ToInterceptor(target, interceptor), (Dispatcher) () -> target,
				(Dispatcher) () -> advised };
		// Without calling a constructor, because that of a pool may open connections.
		Factory proxy = (Factory) OBJENESIS.newInstance(generate(type, target.getClass()), true);
		proxy.setCallbacks(callbacks);
		return (DataSource) proxy;
	}

	private static Class<?> generate(Class<?> superclass, Class<?> type) {
		Set<Class<?>> interfaces = new LinkedHashSet<>(INTERFACES);
		if (superclass != type) {
			for (Class<?> added : type.getInterfaces()) {
				if (added != Factory.class) {
					interfaces.add(added);
				}
			}
		}
		Enhancer enhancer = new Enhancer();
		enhancer.setSuperclass(superclass);
		enhancer.setInterfaces(interfaces.toArray(Class<?>[]::new));
		enhancer.setCallbackTypes(CALLBACK_TYPES);
		enhancer.setCallbackFilter(new Interception(type));
		ClassLoader loader = loader(type);
		if (loader == type.getClassLoader()) {
			enhancer.setNamingPolicy(ProxyNaming.INSTANCE);
		}
		else {
			enhancer.setClassLoader(loader);
			enhancer.setContextClass(DataSourceProxies.class);
			enhancer.setNamingPolicy(OWN_PACKAGE);
		}
		return enhancer.createClass();
	}

	private static DataSource withInterfaces(DataSource target, ConnectionInterceptor interceptor) {
		ProxyFactory factory = new ProxyFactory();
		factory.setTarget(target);
		// The interfaces must be known when a native image is built.
		factory.setInterfaces(NativeDetector.inNativeImage() ? new Class<?>[] { DataSource.class }
				: ClassUtils.getAllInterfacesForClass(target.getClass()));
		factory.addInterface(InfrastructureProxy.class);
		factory.addAdvice(interceptor);
		return (DataSource) factory.getProxy(loader(target.getClass()));
	}

	/**
	 * Returns a loader that sees both the data source and Spring. If the pool is the
	 * server's and Spring the application's, it is the application's loader.
	 */
	private static ClassLoader loader(Class<?> type) {
		ClassLoader loader = type.getClassLoader();
		return (loader != null && INTERFACES.stream().allMatch((added) -> ClassUtils.isVisible(added, loader))) ? loader
				: DataSourceProxies.class.getClassLoader();
	}

	/**
	 * Selects the methods to intercept, including those that can return the data source
	 * itself, so that they return the proxy.
	 */
	private record Interception(Class<?> type) implements CallbackFilter {

		private static final int INTERCEPTED = 0;

		private static final int TARGET = 1;

		private static final int ADVISED = 2;

		@Override
		public int accept(Method method) {
			Class<?> declaring = method.getDeclaringClass();
			if (declaring.isInterface() && declaring.isAssignableFrom(Advised.class)) {
				return ADVISED;
			}
			boolean intercepted = ConnectionInterceptor.isIntercepted(method)
					|| method.getReturnType().isAssignableFrom(this.type) || AopUtils.isEqualsMethod(method)
					|| AopUtils.isHashCodeMethod(method);
			return intercepted ? INTERCEPTED : TARGET;
		}

	}

	/**
	 * Handles a call as Spring AOP does.
	 */
	private record ToInterceptor(DataSource target, ConnectionInterceptor interceptor) implements InvocationHandler {

		@Override
		public @Nullable Object invoke(Object self, Method method, @Nullable Object[] args) throws Throwable {
			if (AopUtils.isEqualsMethod(method)) {
				return self == args[0];
			}
			if (AopUtils.isHashCodeMethod(method)) {
				return System.identityHashCode(self);
			}
			@Nullable Object[] real = args.length > 0 && TracedObject.isGivenToDriver(method) ? TracedObject.real(args) : args;
			Object result = this.interceptor.intercept(self, method, real,
					() -> AopUtils.invokeJoinpointUsingReflection(this.target, method, real));
			if (method.getDeclaringClass() == InfrastructureProxy.class) {
				return result;
			}
			return (result == this.target && method.getReturnType().isInstance(self)) ? self : result;
		}

	}

}
