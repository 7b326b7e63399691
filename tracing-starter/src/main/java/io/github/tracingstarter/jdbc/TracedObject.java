package io.github.tracingstarter.jdbc;

import java.lang.reflect.InvocationHandler;

/**
 * Extended for each of a driver's classes by one that is generated ({@link JdbcProxies}).
 */
abstract class TracedObject implements TracedConnection {

	private final Object delegate;

	private final InvocationHandler handler;

	TracedObject(Object delegate, InvocationHandler handler) {
		this.delegate = delegate;
		this.handler = handler;
	}

	final Object delegate() {
		return this.delegate;
	}

	final InvocationHandler handler() {
		return this.handler;
	}

}
