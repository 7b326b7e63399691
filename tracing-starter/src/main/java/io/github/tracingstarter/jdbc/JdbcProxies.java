package io.github.tracingstarter.jdbc;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.core.NativeDetector;
import org.springframework.util.ClassUtils;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * Makes JDK proxies of the driver's objects. A proxy has all public interfaces of the
 * driver's class, so that a cast to {@code OracleConnection} goes on to work; in a native
 * image, where proxies must be known at build time, those of JDBC.
 */
final class JdbcProxies {

	// Neither static nor a ClassValue: a driver of the server's would hold proxy classes,
	// and with them an application that was undeployed.
	private final Map<Class<?>, Map<Class<?>, Constructor<?>>> constructors = new ConcurrentReferenceHashMap<>();

	/**
	 * Makes a proxy.
	 * @param <T> the type of JDBC
	 * @param type the type of JDBC
	 * @param target the driver's object
	 * @param handler what handles the calls
	 * @return the proxy
	 */
	<T> T create(Class<T> type, T target, InvocationHandler handler) {
		Map<Class<?>, Constructor<?>> ofTarget = this.constructors.computeIfAbsent(target.getClass(),
				(any) -> new ConcurrentHashMap<>(2));
		Constructor<?> constructor = ofTarget.get(type);
		if (constructor == null) {
			constructor = constructor(type, target.getClass());
			ofTarget.put(type, constructor);
		}
		try {
			return type.cast(constructor.newInstance(handler));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Constructor<?> constructor(Class<?> type, Class<?> targetType) {
		if (!NativeDetector.inNativeImage()) {
			try {
				return constructor(interfaces(type, targetType));
			}
			catch (IllegalArgumentException | LinkageError ex) {
				// The driver's interfaces contradict each other or are hidden in a
				// module.
			}
		}
		return constructor(List.of(type, TracedConnection.class));
	}

	// JDBC's type stands first: a proxy then calls with the methods of that type, which
	// are those in the tables of JdbcMethods.
	private static List<Class<?>> interfaces(Class<?> type, Class<?> targetType) {
		Set<Class<?>> interfaces = new LinkedHashSet<>(List.of(type, TracedConnection.class));
		for (Class<?> candidate : ClassUtils.getAllInterfacesForClassAsSet(targetType)) {
			if (Modifier.isPublic(candidate.getModifiers()) && !candidate.isSealed()
					&& ClassUtils.isVisible(candidate, JdbcProxies.class.getClassLoader())) {
				interfaces.add(candidate);
			}
		}
		return new ArrayList<>(interfaces);
	}

	@SuppressWarnings("deprecation") // A constructor is called without checks each time.
	private static Constructor<?> constructor(List<Class<?>> interfaces) {
		Class<?> proxyClass = Proxy.getProxyClass(JdbcProxies.class.getClassLoader(),
				interfaces.toArray(new Class<?>[0]));
		try {
			Constructor<?> constructor = proxyClass.getConstructor(InvocationHandler.class);
			constructor.trySetAccessible();
			return constructor;
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
