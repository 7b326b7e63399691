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
 * The base class of proxies for the driver's objects. Its subclasses have the methods
 * that are traced, with the signatures of JDBC, but do not implement JDBC interfaces
 * themselves: {@link JdbcProxies} adds the driver's interfaces and all other methods.
 */
abstract class TracedObject implements TracedConnection {

	private final Object delegate;

	private Object self = this;

	TracedObject(Object delegate) {
		this.delegate = delegate;
	}

	/**
	 * What stands in for the driver's object.
	 * @param object what may be a proxy
	 * @return what is behind it, or null if it is none
	 */
	static @Nullable TracedObject of(@Nullable Object object) {
		if (object instanceof TracedDriverConnection connection) {
			return of(connection.tracedConnectionBehind());
		}
		return (object instanceof TracedObject traced) ? traced : InterfaceProxy.tracedObject(object);
	}

	/**
	 * The object that a driver or a pool knows.
	 * @param object what may be a traced one
	 * @return what is behind it, or the same
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
	 * Whether a method of a driver or a pool can be given one of their own objects.
	 * @param method the method
	 * @return whether a traced one would be of no use to it
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
	 * What the application calls.
	 * @return this object, or what stands before it
	 */
	final Object self() {
		return this.self;
	}

	final void calledThrough(Object before) {
		this.self = before;
	}

	/**
	 * Calls the driver. What it throws is thrown as it is.
	 * @param method the method
	 * @param args the arguments
	 * @return what the driver returned
	 * @throws Throwable what the driver threw
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
