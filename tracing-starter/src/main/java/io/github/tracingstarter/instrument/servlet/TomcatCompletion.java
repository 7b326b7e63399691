package io.github.tracingstarter.instrument.servlet;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * Ends requests in a valve around Tomcat's whole pipeline. Inside it, Tomcat logs the
 * exception of a servlet and renders the error page, both after the last filter.
 */
class TomcatCompletion implements RequestCompletion, WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {

	@Override
	public void customize(ConfigurableTomcatWebServerFactory factory) {
		factory.addEngineValves(new EndingValve());
	}

	@Override
	public void register(HttpServletRequest request, ServerExchange exchange) {
		if (ExchangeAttribute.isExpected(request)) {
			exchange.setEndedByContainer();
			exchange.setScopeReleasedByContainer();
		}
	}

	static final class EndingValve extends ValveBase {

		EndingValve() {
			super(true);
		}

		@Override
		public void invoke(Request request, Response response) throws IOException, ServletException {
			if (ExchangeAttribute.of(request) == null) {
				ExchangeAttribute.expect(request);
			}
			try {
				getNext().invoke(request, response);
			}
			finally {
				ServerExchange exchange = ExchangeAttribute.of(request);
				if (exchange != null) {
					exchange.releaseScope();
					if (!request.isAsync()) {
						exchange.end(response.getStatus());
					}
				}
			}
		}

	}

}
