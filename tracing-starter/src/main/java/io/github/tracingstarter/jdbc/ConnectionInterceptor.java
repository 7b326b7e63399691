package io.github.tracingstarter.jdbc;

import java.sql.Connection;

import io.opentelemetry.context.Context;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;

/**
 * Traces each connection that a data source hands out, and tells who asks that it does.
 */
final class ConnectionInterceptor implements MethodInterceptor {

	private final StatementTracer tracer;

	private final TracedPool pool;

	ConnectionInterceptor(StatementTracer tracer, TracedPool pool) {
		this.tracer = tracer;
		this.pool = pool;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		if (invocation.getMethod().getName().equals("isWrapperFor")) {
			return invocation.getArguments()[0] == TracedConnection.class || (Boolean) invocation.proceed();
		}
		// Asking a pool costs; where no statement will be traced, nobody wants to know.
		boolean exhausted = this.tracer.isWanted(Context.current()) && this.pool.isExhausted();
		long start = System.nanoTime();
		Object connection = invocation.proceed();
		long nanos = System.nanoTime() - start;
		if (connection instanceof TracedConnection || !(connection instanceof Connection target)) {
			return connection;
		}
		try {
			if (invocation instanceof ProxyMethodInvocation proxied) {
				this.pool.started(proxied.getProxy());
			}
			return ConnectionProxy.create(target, this.tracer, this.pool, TracedPool.waited(exhausted, nanos));
		}
		catch (Throwable ex) {
			Failures.log(ex);
			return connection;
		}
	}

}
