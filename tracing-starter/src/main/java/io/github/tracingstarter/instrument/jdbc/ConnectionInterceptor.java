package io.github.tracingstarter.instrument.jdbc;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.util.Objects;
import java.util.Set;

import io.opentelemetry.context.Context;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.core.InfrastructureProxy;

/**
 * Traces each connection that a data source returns. Also determines whether a data
 * source is traced, and which one is behind the proxy.
 */
final class ConnectionInterceptor implements MethodInterceptor {

	private static final String WRAPPED_OBJECT = "getWrappedObject";

	/** The names of the methods that do more than call the pool. */
	private static final Set<String> METHODS = Set.of("getConnection", "isWrapperFor", WRAPPED_OBJECT);

	private final StatementTracer tracer;

	private final TracedPool pool;

	ConnectionInterceptor(StatementTracer tracer, TracedPool pool) {
		this.tracer = tracer;
		this.pool = pool;
	}

	/**
	 * Returns whether a method of a data source must be intercepted. A pool does not know
	 * the traced connections that may be passed to it.
	 * @param method the method
	 * @return whether to intercept it
	 */
	static boolean isIntercepted(Method method) {
		return METHODS.contains(method.getName()) || TracedObject.isGivenToDriver(method);
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		if (!METHODS.contains(invocation.getMethod().getName())) {
			if (invocation instanceof ProxyMethodInvocation proxied
					&& TracedObject.isGivenToDriver(invocation.getMethod())) {
				proxied.setArguments(TracedObject.real(invocation.getArguments()));
			}
			return invocation.proceed();
		}
		Object self = (invocation instanceof ProxyMethodInvocation proxied) ? proxied.getProxy() : null;
		return intercept(self, invocation.getMethod(), invocation.getArguments(), invocation::proceed);
	}

	/**
	 * Intercepts a call of one of the methods.
	 * @param self the object that the application calls, if known
	 * @param method the method
	 * @param args its arguments
	 * @param call calls the data source
	 * @return the result for the application
	 * @throws Throwable if the data source throws it
	 */
	@Nullable Object intercept(@Nullable Object self, Method method, @Nullable Object[] args, Call call) throws Throwable {
		if (!METHODS.contains(method.getName())) {
			return call.proceed();
		}
		if (method.getName().equals(WRAPPED_OBJECT)) {
			return innermost(Objects.requireNonNull(this.pool.dataSource()));
		}
		if (method.getName().equals("isWrapperFor")) {
			return args[0] == TracedConnection.class || Boolean.TRUE.equals(call.proceed());
		}
		Context context = Context.current();
		// Asking a pool is expensive, so it is only asked if a statement will be traced.
		boolean exhausted = this.tracer.isWanted(context) && this.pool.isExhausted();
		long start = System.nanoTime();
		Object connection = connection(call);
		long nanos = System.nanoTime() - start;
		if (connection instanceof TracedConnection || !(connection instanceof Connection target)) {
			return connection;
		}
		try {
			if (self != null) {
				this.pool.started(self);
			}
			return ConnectionProxy.create(target, this.tracer, this.pool, TracedPool.waited(exhausted, nanos));
		}
		catch (Throwable ex) {
			Failures.log(ex);
			return connection;
		}
	}

	/**
	 * Gets a connection without the data source's own hook, if the agent is present.
	 */
	private static @Nullable Object connection(Call call) throws Throwable {
		ConnectionRequests.enter();
		try {
			return call.proceed();
		}
		finally {
			ConnectionRequests.leave();
		}
	}

	/**
	 * Returns the innermost data source, because Spring unwraps a proxy only once.
	 */
	private static Object innermost(Object dataSource) {
		Object found = dataSource;
		while (found instanceof InfrastructureProxy proxy) {
			found = proxy.getWrappedObject();
		}
		return found;
	}

	/**
	 * The continuation of an intercepted call.
	 */
	interface Call {

		@Nullable Object proceed() throws Throwable;

	}

}
