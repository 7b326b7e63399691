package io.github.tracingstarter.instrument.rabbitmq;

import com.rabbitmq.stream.codec.QpidProtonCodec;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.MappedObservationAutoConfiguration;
import io.github.tracingstarter.instrument.SpanObservations;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;

import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.rabbit.stream.producer.RabbitStreamTemplate;

/**
 * Auto-configuration of the tracing of RabbitMQ.
 */
@AutoConfiguration(after = { TracingAutoConfiguration.class, MappedObservationAutoConfiguration.class })
@ConditionalOnTracing
@ConditionalOnClass(RabbitTemplate.class)
@ConditionalOnBean(SpanObservations.class)
@EnableConfigurationProperties(RabbitTracingProperties.class)
@ImportRuntimeHints(RabbitRuntimeHints.class)
@Instrumentation(id = "rabbitmq", name = "RabbitMQ",
		description = "Messages over RabbitMQ: RabbitTemplate and listeners, single and batch; streams.",
		type = "org.springframework.amqp.rabbit.core.RabbitTemplate", library = "spring-rabbit",
		nothing = "no template or listener has been found so far")
public final class RabbitTracingAutoConfiguration {

	@Bean
	ProducerMapper tracingRabbitProducerMapper() {
		return new ProducerMapper();
	}

	@Bean
	ConsumerMapper tracingRabbitConsumerMapper() {
		return new ConsumerMapper();
	}

	@Bean
	BatchMapper tracingRabbitBatchMapper() {
		return new BatchMapper();
	}

	@Bean
	static RabbitPostProcessor rabbitTracingPostProcessor(ObjectProvider<SpanObservations> observations,
			ObjectProvider<Spans> spans, ObjectProvider<RabbitTracingProperties> properties,
			ObjectProvider<TracingReport> report, ObjectProvider<Environment> environment) {
		return new RabbitPostProcessor(observations, spans, properties, report, environment);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RabbitStreamTemplate.class, QpidProtonCodec.class })
	static class StreamConfiguration {

		@Bean
		StreamProducerMapper tracingRabbitStreamProducerMapper() {
			return new StreamProducerMapper();
		}

		@Bean
		StreamConsumerMapper tracingRabbitStreamConsumerMapper() {
			return new StreamConsumerMapper();
		}

		@Bean
		static StreamPostProcessor rabbitStreamTracingPostProcessor(ObjectProvider<SpanObservations> observations,
				ObjectProvider<Spans> spans, ObjectProvider<RabbitTracingProperties> properties,
				ObjectProvider<TracingReport> report, ObjectProvider<Environment> environment) {
			return new StreamPostProcessor(observations, spans, properties, report, environment);
		}

	}

}
