package io.github.tracingstarter.instrument.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * A JDK proxy that implements a JDBC interface, but none of the driver's, for a traced
 * object. Used if no class can be generated, as in a native image.
 */
final class InterfaceProxy implements InvocationHandler {

	/**
	 * The methods of traced objects, by the methods of JDBC that they implement, all of
	 * which belong to the JDK.
	 */
	private static final Map<Class<?>, Map<Method, Optional<Method>>> METHODS = new ConcurrentHashMap<>();

	private final TracedObject traced;

	private final Map<Method, Optional<Method>> methods;

	private InterfaceProxy(TracedObject traced) {
		this.traced = traced;
		this.methods = METHODS.computeIfAbsent(traced.getClass(), (type) -> new ConcurrentHashMap<>());
	}

	static <T> T create(Class<T> type, TracedObject traced) {
		Object proxy = Proxy.newProxyInstance(JdbcProxies.class.getClassLoader(),
				new Class<?>[] { type, TracedConnection.class }, new InterfaceProxy(traced));
		traced.calledThrough(proxy);
		return type.cast(proxy);
	}

	/**
	 * Returns the traced object behind such a proxy.
	 * @param object an object
	 * @return the traced object, or null if the object is not such a proxy
	 */
	static @Nullable TracedObject tracedObject(@Nullable Object object) {
		return (object instanceof TracedConnection && Proxy.isProxyClass(object.getClass())
				&& Proxy.getInvocationHandler(object) instanceof InterfaceProxy handler) ? handler.traced : null;
	}

	@Override
	public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] args) throws Throwable {
		Method own = this.methods.computeIfAbsent(method, this::ownMethod).orElse(null);
		if (own != null) {
			return TracedObject.invoke(this.traced, own, args);
		}
		if (this.traced instanceof PreparedStatementProxy statement && PreparedStatementProxy.isBinding(method)) {
			return statement.bind(method, args);
		}
		return this.traced.invoke(method, args);
	}

	private Optional<Method> ownMethod(Method method) {
		try {
			Method own = this.traced.getClass().getMethod(method.getName(), method.getParameterTypes());
			boolean inherited = own.getDeclaringClass() == Object.class;
			return inherited ? Optional.empty() : Optional.of(own);
		}
		catch (NoSuchMethodException ex) {
			return Optional.empty();
		}
	}

}
