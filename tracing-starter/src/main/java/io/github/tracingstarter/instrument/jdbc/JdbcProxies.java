package io.github.tracingstarter.instrument.jdbc;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.instrument.ProxyNaming;
import org.jspecify.annotations.Nullable;

import org.springframework.cglib.proxy.Callback;
import org.springframework.cglib.proxy.CallbackFilter;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.InvocationHandler;
import org.springframework.cglib.proxy.NoOp;
import org.springframework.cglib.proxy.ProxyRefDispatcher;
import org.springframework.core.NativeDetector;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * Completes the traced objects for each driver: generates a class with all public
 * interfaces of the driver's class, so that a cast to {@code OracleConnection} still
 * works. Methods that the traced object does not have call the driver directly, as in
 * handwritten code, and the JVM inlines them. With a JDK proxy, every call would be
 * reflective, and a framework makes about twenty for each statement.
 */
final class JdbcProxies {

	private static final Callback[] CALLBACKS = { NoOp.INSTANCE,
			(ProxyRefDispatcher) (self) -> ((TracedObject) self).delegate(),
			(InvocationHandler) (self, method, args) -> ((PreparedStatementProxy) self).bind(method, args),
			(InvocationHandler) (self, method, args) -> ((TracedObject) self).invoke(method, TracedObject.real(args)) };

	private static final Class<?>[] CALLBACK_TYPES = { NoOp.class, ProxyRefDispatcher.class, InvocationHandler.class,
			InvocationHandler.class };

	// Neither static nor a ClassValue, because a driver of the server would retain proxy
	// classes, and so an undeployed application.
	private final Map<Class<?>, Map<Kind, Optional<MethodHandle>>> constructors = new ConcurrentReferenceHashMap<>();

	private final Map<Class<?>, Optional<DriverSubclass>> subclasses = new ConcurrentReferenceHashMap<>();

	/** The last of each kind, because there is nearly always one pool of one driver. */
	private final @Nullable Known[] last = new Known[Kind.values().length];

	private @Nullable KnownSubclass lastSubclass;

	private final boolean bindValues;

	/**
	 * Creates proxies.
	 * @param bindValues whether to intercept bound values
	 */
	JdbcProxies(boolean bindValues) {
		this.bindValues = bindValues;
	}

	/**
	 * Finds the class for one of the driver's objects.
	 * @param kind the kind of object
	 * @param delegate the object
	 * @return the constructor of the class, with the parameters and the type of the
	 * traced object's; null if no class can be generated
	 */
	@Nullable MethodHandle constructor(Kind kind, Object delegate) {
		Class<?> targetType = delegate.getClass();
		Known known = this.last[kind.ordinal()];
		if (known == null || known.targetType() != targetType) {
			known = new Known(targetType, find(kind, targetType));
			this.last[kind.ordinal()] = known;
		}
		return known.constructor();
	}

	/**
	 * Makes a traced connection castable to the class of the driver's connection, if an
	 * application may do so.
	 * @param connection the driver's connection
	 * @param traced the traced connection
	 * @return the connection for the application
	 * @throws IllegalAccessException if the driver hides its fields
	 */
	Connection castable(Connection connection, Connection traced) throws IllegalAccessException {
		DriverSubclass subclass = subclass(connection);
		if (subclass == null || subclass == DriverSubclass.IMPOSSIBLE) {
			return traced;
		}
		Connection castable = subclass.create(connection, traced);
		TracedObject proxy = TracedObject.of(traced);
		if (proxy != null) {
			proxy.calledThrough(castable);
		}
		return castable;
	}

	/**
	 * Returns whether a traced connection can have all types of the driver's connection.
	 * @param connection the driver's connection
	 * @return whether it can
	 */
	boolean isTraceable(Connection connection) {
		return subclass(connection) != DriverSubclass.IMPOSSIBLE;
	}

	private @Nullable DriverSubclass subclass(Connection connection) {
		Class<?> type = connection.getClass();
		KnownSubclass known = this.lastSubclass;
		if (known == null || known.targetType() != type) {
			known = new KnownSubclass(type, findSubclass(connection));
			this.lastSubclass = known;
		}
		return known.subclass();
	}

	private @Nullable DriverSubclass findSubclass(Connection connection) {
		if (NativeDetector.inNativeImage()) {
			return null;
		}
		Optional<DriverSubclass> known = this.subclasses.get(connection.getClass());
		if (known == null) {
			known = Optional.ofNullable(DriverSubclass.of(connection));
			this.subclasses.put(connection.getClass(), known);
		}
		return known.orElse(null);
	}

	private @Nullable MethodHandle find(Kind kind, Class<?> targetType) {
		return this.constructors.computeIfAbsent(targetType, (any) -> new ConcurrentHashMap<>(2))
			.computeIfAbsent(kind, (any) -> Optional.ofNullable(generate(kind, targetType)))
			.orElse(null);
	}

	private @Nullable MethodHandle generate(Kind kind, Class<?> targetType) {
		if (NativeDetector.inNativeImage()) {
			return null;
		}
		try {
			Enhancer enhancer = new Enhancer();
			enhancer.setSuperclass(kind.superclass);
			enhancer.setInterfaces(DriverInterfaces.of(kind.type, targetType));
			enhancer.setCallbackTypes(CALLBACK_TYPES);
			enhancer.setCallbackFilter(new Interception(this.bindValues));
			enhancer.setUseFactory(false);
			enhancer.setNamingPolicy(ProxyNaming.INSTANCE);
			Class<?> generated = enhancer.createClass();
			Enhancer.registerStaticCallbacks(generated, CALLBACKS);
			return MethodHandles.lookup()
				.findConstructor(generated, kind.parameters)
				.asType(kind.parameters.changeReturnType(kind.superclass));
		}
		catch (Exception | LinkageError ex) {
			// The driver's interfaces contradict each other or are hidden in a module. A
			// result set is then not traced; everything else is, with an interface proxy.
			if (kind == Kind.RESULT_SET) {
				Failures.log(ex);
			}
			return null;
		}
	}

	/**
	 * The kinds of objects that a driver returns.
	 */
	enum Kind {

		CONNECTION(Connection.class, ConnectionProxy.class, Connection.class, StatementTracer.class, TracedPool.class,
				long.class),

		STATEMENT(Statement.class, StatementProxy.class, Statement.class, ConnectionProxy.class),

		PREPARED_STATEMENT(PreparedStatement.class, PreparedStatementProxy.class, PreparedStatement.class, String.class,
				ConnectionProxy.class),

		CALLABLE_STATEMENT(CallableStatement.class, PreparedStatementProxy.class, PreparedStatement.class, String.class,
				ConnectionProxy.class),

		META_DATA(DatabaseMetaData.class, MetaDataProxy.class, DatabaseMetaData.class, ConnectionProxy.class),

		RESULT_SET(ResultSet.class, ResultSetProxy.class, ResultSet.class, StatementProxy.class, Execution.class);

		private final Class<?> type;

		private final Class<? extends TracedObject> superclass;

		private final MethodType parameters;

		Kind(Class<?> type, Class<? extends TracedObject> superclass, Class<?>... parameters) {
			this.type = type;
			this.superclass = superclass;
			this.parameters = MethodType.methodType(void.class, parameters);
		}

		/**
		 * Returns the type of JDBC.
		 * @return the interface
		 */
		Class<?> type() {
			return this.type;
		}

	}

	private record KnownSubclass(Class<?> targetType, @Nullable DriverSubclass subclass) {

	}

	private record Known(Class<?> targetType, @Nullable MethodHandle constructor) {

	}

	/**
	 * Selects the methods of the traced object and those that call the driver.
	 */
	private record Interception(boolean bindValues) implements CallbackFilter {

		private static final int OWN = 0;

		private static final int DRIVER = 1;

		private static final int BINDING = 2;

		private static final int GIVEN = 3;

		@Override
		public int accept(Method method) {
			if (!method.getDeclaringClass().isInterface()) {
				return OWN;
			}
			if (TracedObject.isGivenToDriver(method)) {
				return GIVEN;
			}
			return (this.bindValues && PreparedStatementProxy.isBinding(method)) ? BINDING : DRIVER;
		}

	}

}
