package io.github.tracingstarter.jdbc;

import java.lang.reflect.Method;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AdvisedSupport;
import org.springframework.aop.support.AopUtils;
import org.springframework.cglib.core.SpringNamingPolicy;
import org.springframework.cglib.proxy.Callback;
import org.springframework.cglib.proxy.CallbackFilter;
import org.springframework.cglib.proxy.Dispatcher;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.Factory;
import org.springframework.cglib.proxy.InvocationHandler;
import org.springframework.objenesis.SpringObjenesis;

/**
 * Makes subclasses of data sources that look as if Spring AOP had made them, for those
 * who look for the pool behind one: Boot's health and metrics and Spring Cloud's
 * rebinding. Spring AOP itself would intercept each of the hundred methods of a pool, and
 * generating that takes more than twice as long, at the start of every application. Here
 * the few methods that matter are intercepted, and all others call the target.
 */
final class DataSourceProxies {

	private static final Class<?>[] INTERFACES = { SpringProxy.class, Advised.class };

	private static final Class<?>[] CALLBACK_TYPES = { InvocationHandler.class, Dispatcher.class, Dispatcher.class };

	private static final SpringObjenesis OBJENESIS = new SpringObjenesis();

	private DataSourceProxies() {
	}

	/**
	 * Makes a proxy.
	 * @param target the data source
	 * @param interceptor what traces the connections
	 * @return an object of a subclass
	 * @throws RuntimeException or a {@link LinkageError}, if there can be none
	 */
	static DataSource create(DataSource target, ConnectionInterceptor interceptor) {
		AdvisedSupport advised = new AdvisedSupport();
		advised.setTarget(target);
		advised.setProxyTargetClass(true);
		// Advice that somebody added would not be called.
		advised.setFrozen(true);
		Callback[] callbacks = { new ToInterceptor(target, interceptor), (Dispatcher) () -> target,
				(Dispatcher) () -> advised };
		// Without a constructor, as that of a pool may open connections.
		Factory proxy = (Factory) OBJENESIS.newInstance(generate(target.getClass()), true);
		proxy.setCallbacks(callbacks);
		return (DataSource) proxy;
	}

	private static Class<?> generate(Class<?> type) {
		Enhancer enhancer = new Enhancer();
		enhancer.setSuperclass(type);
		enhancer.setInterfaces(INTERFACES);
		enhancer.setCallbackTypes(CALLBACK_TYPES);
		enhancer.setCallbackFilter(new Interception(type));
		enhancer.setNamingPolicy(SpringNamingPolicy.INSTANCE);
		return enhancer.createClass();
	}

	/**
	 * Which methods are intercepted. One that can return the data source itself is, so
	 * that it returns the proxy.
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
			boolean intercepted = ConnectionInterceptor.METHODS.contains(method.getName())
					|| method.getReturnType().isAssignableFrom(this.type) || AopUtils.isEqualsMethod(method)
					|| AopUtils.isHashCodeMethod(method);
			return intercepted ? INTERCEPTED : TARGET;
		}

	}

	/**
	 * Does what Spring AOP does with a call.
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
			ConnectionInterceptor.Call call = () -> AopUtils.invokeJoinpointUsingReflection(this.target, method, args);
			Object result = ConnectionInterceptor.METHODS.contains(method.getName())
					? this.interceptor.intercept(self, method, args, call) : call.proceed();
			return (result == this.target && method.getReturnType().isInstance(self)) ? self : result;
		}

	}

}
