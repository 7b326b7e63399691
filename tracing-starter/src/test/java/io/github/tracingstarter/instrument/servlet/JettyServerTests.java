package io.github.tracingstarter.instrument.servlet;

import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class JettyServerTests extends ServletContract {

	@Override
	Class<?> container() {
		return JettyContainer.class;
	}

	@Configuration(proxyBeanMethods = false)
	static class JettyContainer {

		@Bean
		JettyServletWebServerFactory jettyServletWebServerFactory() {
			return new JettyServletWebServerFactory();
		}

	}

}
