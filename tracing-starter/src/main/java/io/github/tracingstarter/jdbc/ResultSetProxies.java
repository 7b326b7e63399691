package io.github.tracingstarter.jdbc;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.cglib.core.SpringNamingPolicy;
import org.springframework.cglib.proxy.Callback;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.NoOp;
import org.springframework.cglib.proxy.ProxyRefDispatcher;
import org.springframework.core.NativeDetector;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * Completes {@link TracedResultSet} for each driver: a class is generated whose other
 * methods call the driver's result set directly, which the JVM inlines. A JDK proxy would
 * cost some 30 ns for each value read. In a native image, where no class can be made,
 * result sets are not wrapped.
 */
final class ResultSetProxies {

	private static final Callback[] CALLBACKS = { NoOp.INSTANCE,
			(ProxyRefDispatcher) (proxy) -> ((TracedResultSet) proxy).delegate() };

	// Not static, for the reason that JdbcProxies gives.
	private final Map<Class<?>, Optional<MethodHandle>> constructors = new ConcurrentReferenceHashMap<>();

	/**
	 * Makes a traced result set.
	 * @param resultSet the driver's result set
	 * @param statement the traced statement
	 * @param execution the execution that waits for the rows, if any
	 * @return the traced result set, or the driver's own where there can be none
	 */
	ResultSet trace(ResultSet resultSet, Statement statement, @Nullable Execution execution) {
		if (resultSet instanceof TracedResultSet) {
			return resultSet;
		}
		try {
			Optional<MethodHandle> constructor = this.constructors.computeIfAbsent(resultSet.getClass(),
					ResultSetProxies::constructor);
			if (constructor.isPresent()) {
				return (TracedResultSet) constructor.get().invokeExact(resultSet, statement, execution);
			}
		}
		catch (Throwable ex) {
			Failures.log(ex);
		}
		Execution.end(execution);
		return resultSet;
	}

	private static Optional<MethodHandle> constructor(Class<?> type) {
		if (NativeDetector.inNativeImage()) {
			return Optional.empty();
		}
		try {
			Class<?> generated = generate(type);
			Enhancer.registerStaticCallbacks(generated, CALLBACKS);
			MethodType signature = MethodType.methodType(void.class, ResultSet.class, Statement.class, Execution.class);
			return Optional.of(MethodHandles.lookup()
				.findConstructor(generated, signature)
				.asType(signature.changeReturnType(TracedResultSet.class)));
		}
		catch (Exception | LinkageError ex) {
			Failures.log(ex);
			return Optional.empty();
		}
	}

	private static Class<?> generate(Class<?> type) {
		Enhancer enhancer = new Enhancer();
		enhancer.setSuperclass(TracedResultSet.class);
		enhancer.setInterfaces(DriverInterfaces.of(ResultSet.class, type));
		enhancer.setCallbackTypes(new Class<?>[] { NoOp.class, ProxyRefDispatcher.class });
		enhancer
			.setCallbackFilter((method) -> Modifier.isAbstract(method.getModifiers()) || method.isDefault() ? 1 : 0);
		enhancer.setUseFactory(false);
		enhancer.setNamingPolicy(SpringNamingPolicy.INSTANCE);
		return enhancer.createClass();
	}

}
