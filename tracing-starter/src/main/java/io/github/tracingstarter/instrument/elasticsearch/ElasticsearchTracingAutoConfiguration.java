package io.github.tracingstarter.instrument.elasticsearch;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the tracing of Elasticsearch, whose client traces itself through
 * the global OpenTelemetry.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(name = "co.elastic.clients.transport.instrumentation.OpenTelemetryForElasticsearch")
@EnableConfigurationProperties(ElasticsearchTracingProperties.class)
@Instrumentation(id = "elasticsearch", name = "Elasticsearch", description = "Requests of the Elasticsearch client.",
		type = "co.elastic.clients.transport.instrumentation.OpenTelemetryForElasticsearch",
		library = "elasticsearch-java", nothing = "no request has been seen so far")
public final class ElasticsearchTracingAutoConfiguration {

	@Bean
	ElasticsearchTracer tracingElasticsearchTracer(Spans spans, ElasticsearchTracingProperties properties,
			TracingReport report) {
		return new ElasticsearchTracer(spans, properties, report);
	}

	@Bean
	CommandMapper tracingElasticsearchCommandMapper() {
		return new CommandMapper();
	}

}
