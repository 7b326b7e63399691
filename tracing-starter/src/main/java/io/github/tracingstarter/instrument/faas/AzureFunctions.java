package io.github.tracingstarter.instrument.faas;

import com.microsoft.azure.functions.internal.spi.middleware.MiddlewareChain;
import com.microsoft.azure.functions.internal.spi.middleware.MiddlewareContext;
import io.github.tracingstarter.report.FailureLog;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Traces the invocations of an application's functions, as long as the application runs.
 */
final class AzureFunctions implements SmartInitializingSingleton, DisposableBean {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(AzureFunctions.class),
			"An invocation of a function could not be traced. The function is not affected.");

	private final Invocations invocations;

	private final AzureInvocation.Details details;

	AzureFunctions(Invocations invocations, AzureInvocation.Details details) {
		this.invocations = invocations;
		this.details = details;
	}

	@Override
	public void afterSingletonsInstantiated() {
		AzureFunctionMiddleware.connect(this);
	}

	@Override
	public void destroy() {
		AzureFunctionMiddleware.disconnect(this);
	}

	/**
	 * Calls a function within its span.
	 * @param context the invocation
	 * @param chain calls the function
	 * @param arrival the time at which the invocation arrived, in nanoseconds since 1970,
	 * or 0 for now
	 * @throws Exception any exception that the function throws
	 */
	void invoke(MiddlewareContext context, MiddlewareChain chain, long arrival) throws Exception {
		AzureInvocation invocation = invocation(context, arrival);
		if (invocation == null) {
			chain.doNext(context);
			return;
		}
		RunningInvocation running = this.invocations.start(invocation);
		try {
			chain.doNext(context);
		}
		catch (Throwable ex) {
			running.failed(ex);
			throw ex;
		}
		finally {
			running.close();
		}
	}

	private @Nullable AzureInvocation invocation(MiddlewareContext context, long arrival) {
		try {
			return new AzureInvocation(new AzureWorker(context), this.details, arrival);
		}
		catch (RuntimeException | LinkageError ex) {
			failures.log(ex);
			return null;
		}
	}

}
