package io.github.tracingstarter.instrument.faas;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import com.microsoft.azure.functions.internal.spi.middleware.Middleware;
import com.microsoft.azure.functions.internal.spi.middleware.MiddlewareChain;
import com.microsoft.azure.functions.internal.spi.middleware.MiddlewareContext;
import org.jspecify.annotations.Nullable;

/**
 * Is around each invocation of a function on Azure. The worker finds it by
 * {@code META-INF/services} when it loads the first function, long before there is an
 * application: that one starts when the worker needs the first bean.
 */
public final class AzureFunctionMiddleware implements Middleware {

	/** Both are loaded by the class loader of the functions. */
	private static volatile @Nullable AzureFunctions functions;

	private static volatile boolean started;

	/**
	 * Connects the worker with the application that has just started.
	 * @param application traces the invocations
	 */
	static void connect(AzureFunctions application) {
		functions = application;
	}

	/**
	 * Ends the connection if it is that of an application.
	 * @param application traces no more invocations
	 */
	static void disconnect(AzureFunctions application) {
		if (functions == application) {
			functions = null;
		}
	}

	@Override
	public void invoke(MiddlewareContext context, MiddlewareChain chain) throws Exception {
		AzureFunctions functions = AzureFunctionMiddleware.functions;
		long arrival = 0;
		if (functions == null && !started) {
			arrival = now();
			start(new AzureWorker(context));
			functions = AzureFunctionMiddleware.functions;
		}
		if (functions != null) {
			functions.invoke(context, chain, arrival);
		}
		else {
			chain.doNext(context);
		}
	}

	/**
	 * Starts the application before the span of its first invocation, whose own code
	 * would otherwise run before there is a tracer. The application fails here as it
	 * would fail in the worker, and is not started twice.
	 */
	private static void start(AzureWorker invocation) throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		// As the worker does.
		thread.setContextClassLoader(AzureFunctionMiddleware.class.getClassLoader());
		try {
			if (invocation.createInstance()) {
				started = true;
			}
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private static long now() {
		Instant now = Instant.now();
		return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
	}

}
