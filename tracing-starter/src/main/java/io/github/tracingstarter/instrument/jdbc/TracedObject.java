package io.github.tracingstarter.instrument.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.Statement;

import org.jspecify.annotations.Nullable;

/**
 * The base class of proxies for the driver's objects. Its subclasses have the traced
 * methods, with the signatures of JDBC, but do not implement JDBC interfaces themselves;
 * {@link JdbcProxies} adds the driver's interfaces and all other methods.
 */
abstract class TracedObject implements TracedConnection {

	private final Object delegate;

	private Object self = this;

	TracedObject(Object delegate) {
		this.delegate = delegate;
	}

	/**
	 * Returns the traced object of a proxy.
	 * @param object an object, perhaps a proxy
	 * @return the traced object, or null if it is not a proxy
	 */
	static @Nullable TracedObject of(@Nullable Object object) {
		if (object instanceof TracedDriverConnection connection) {
			return of(connection.tracedConnectionBehind());
		}
		return (object instanceof TracedObject traced) ? traced : InterfaceProxy.tracedObject(object);
	}

	/**
	 * Returns the object that a driver or a pool knows.
	 * @param object an object, perhaps a traced one
	 * @return the underlying object, or the object itself
	 */
	static @Nullable Object real(@Nullable Object object) {
		TracedObject traced = (object instanceof TracedConnection) ? of(object) : null;
		return (traced != null) ? traced.delegate : object;
	}

	static @Nullable Object[] real(@Nullable Object[] objects) {
		@Nullable Object[] real = objects.clone();
		for (int i = 0; i < real.length; i++) {
			real[i] = real(real[i]);
		}
		return real;
	}

	/**
	 * Returns whether a method of a driver or a pool can receive one of their own
	 * objects.
	 * @param method the method
	 * @return whether it could not use a traced object
	 */
	static boolean isGivenToDriver(Method method) {
		for (Class<?> parameter : method.getParameterTypes()) {
			if (isOfJdbc(parameter)) {
				return true;
			}
		}
		return false;
	}

	static boolean isOfJdbc(Class<?> type) {
		return Modifier.isPublic(type.getModifiers())
				&& (Connection.class.isAssignableFrom(type) || Statement.class.isAssignableFrom(type)
						|| ResultSet.class.isAssignableFrom(type) || DatabaseMetaData.class.isAssignableFrom(type));
	}

	final Object delegate() {
		return this.delegate;
	}

	/**
	 * Returns the object that the application calls.
	 * @return this object, or its proxy
	 */
	final Object self() {
		return this.self;
	}

	final void calledThrough(Object before) {
		this.self = before;
	}

	/**
	 * Calls the driver, and throws its exceptions unchanged.
	 * @param method the method
	 * @param args the arguments
	 * @return the result of the driver
	 * @throws Throwable if the driver throws it
	 */
	final @Nullable Object invoke(Method method, @Nullable Object @Nullable [] args) throws Throwable {
		return invoke(this.delegate, method, args);
	}

	static @Nullable Object invoke(Object target, Method method, @Nullable Object @Nullable [] args) throws Throwable {
		try {
			return method.invoke(target, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	@Override
	public boolean equals(@Nullable Object other) {
		TracedObject traced = of(other);
		return this.delegate.equals((traced != null) ? traced.delegate : other);
	}

	@Override
	public int hashCode() {
		return this.delegate.hashCode();
	}

	@Override
	public String toString() {
		return this.delegate.toString();
	}

}
