package io.github.tracingstarter.ui;

import org.apache.catalina.valves.ValveBase;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configuration of Tomcat for the page, with servlets and with WebFlux.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ ConfigurableTomcatWebServerFactory.class, ValveBase.class })
class TomcatUiConfiguration {

	@Bean
	TomcatPeer tracingTomcatPeer() {
		return new TomcatPeer();
	}

}
