package io.github.tracingstarter.instrument.faas;

import com.microsoft.azure.functions.internal.spi.middleware.Middleware;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.FunctionPlatform;
import io.github.tracingstarter.instrument.http.WebProperties;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.redaction.UrlRedaction;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the tracing of functions on Azure.
 */
@AutoConfiguration(after = FaasTracingAutoConfiguration.class)
@ConditionalOnTracing("faas")
@ConditionalOnClass(Middleware.class)
@EnableConfigurationProperties(WebProperties.class)
public final class AzureTracingAutoConfiguration {

	/**
	 * Not lazy, because nothing in the application needs it.
	 */
	@Bean
	@Lazy(false)
	AzureFunctions tracingAzureFunctions(Invocations invocations, Environment environment, WebProperties properties,
			UrlRedaction urls, AttributeRedaction redaction, TracingReport report) {
		report.traced("functions", "Azure Functions");
		return new AzureFunctions(invocations, new AzureInvocation.Details(environment.getProperty("WEBSITE_SITE_NAME"),
				FunctionPlatform.azureResourceId(environment::getProperty), urls, properties.headers(redaction)));
	}

}
