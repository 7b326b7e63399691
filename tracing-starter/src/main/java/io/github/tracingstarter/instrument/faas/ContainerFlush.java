package io.github.tracingstarter.instrument.faas;

import java.io.IOException;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/**
 * Sends everything at the end of a request that AWS's serverless container passes on.
 * Around the filter that creates the span, whose listener is notified first of the end of
 * asynchronous processing, because it was added first.
 */
final class ContainerFlush implements Filter {

	private final InvocationFlush flush;

	ContainerFlush(InvocationFlush flush) {
		this.flush = flush;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		try {
			chain.doFilter(request, response);
		}
		finally {
			if (request.getAttribute(ContainerInvocation.CONTEXT) != null) {
				end(request);
			}
		}
	}

	/**
	 * Also sends what there is when asynchronous processing has begun, because the
	 * container does not always signal its end.
	 */
	private void end(ServletRequest request) {
		if (request.isAsyncStarted()) {
			try {
				request.getAsyncContext().addListener(new FlushOnComplete(this.flush));
			}
			catch (IllegalStateException ex) {
				// The request was completed on another thread in the meantime.
			}
		}
		this.flush.run();
	}

	private record FlushOnComplete(InvocationFlush flush) implements AsyncListener {

		@Override
		public void onComplete(AsyncEvent event) {
			this.flush.run();
		}

		@Override
		public void onTimeout(AsyncEvent event) {
		}

		@Override
		public void onError(AsyncEvent event) {
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
		}

	}

}
