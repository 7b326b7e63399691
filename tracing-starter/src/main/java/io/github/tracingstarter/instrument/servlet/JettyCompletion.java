package io.github.tracingstarter.instrument.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.ee11.servlet.ServletApiRequest;
import org.eclipse.jetty.ee11.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/**
 * Ends requests in Jetty's completion listener, which is called after the error page.
 */
class JettyCompletion implements RequestCompletion {

	@Override
	public void register(HttpServletRequest request, ServerExchange exchange) {
		ServletRequest innermost = request;
		while (innermost instanceof ServletRequestWrapper wrapper) {
			innermost = wrapper.getRequest();
		}
		if (innermost instanceof ServletApiRequest) {
			ServletContextRequest jettyRequest = ServletContextRequest.getServletContextRequest(innermost);
			Response response = jettyRequest.getServletContextResponse();
			exchange.setEndedByContainer();
			Request.addCompletionListener(jettyRequest, (failure) -> {
				if (failure != null) {
					exchange.failedInContainer(failure, response.isCommitted());
				}
				exchange.end(response.getStatus());
			});
		}
	}

}
