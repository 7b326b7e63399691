package io.github.tracingstarter.ui;

import java.io.IOException;
import java.util.Enumeration;

import jakarta.servlet.ServletException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Keeps the address of the peer before Tomcat's {@code RemoteIpValve} applies the
 * forwarded headers and removes them. The valve trusts every private address, so any
 * machine in the same network could claim to be this one.
 */
class TomcatPeer implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {

	/**
	 * Runs before Boot's customizer, which adds the {@code RemoteIpValve}.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void customize(ConfigurableTomcatWebServerFactory factory) {
		factory.addEngineValves(new PeerValve());
	}

	static final class PeerValve extends ValveBase {

		PeerValve() {
			super(true);
		}

		@Override
		public void invoke(Request request, Response response) throws IOException, ServletException {
			request.setAttribute(UiFilter.PEER, request.getPeerAddr());
			// The valve may be configured to use any of them.
			Enumeration<String> headers = request.getHeaderNames();
			while (headers.hasMoreElements()) {
				String header = headers.nextElement();
				if (UiGate.isForwarding(header)) {
					request.setAttribute(UiFilter.FORWARDED, header);
				}
			}
			getNext().invoke(request, response);
		}

	}

}
