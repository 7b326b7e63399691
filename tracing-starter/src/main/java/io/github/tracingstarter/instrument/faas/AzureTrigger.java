package io.github.tracingstarter.instrument.faas;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.StringUtils;

/**
 * What calls a function: the annotation of one of its parameters. Known by its name,
 * because extensions have their own.
 *
 * @param source where the invocations come from
 * @param parameter the name of the parameter, or null if it is not known
 * @param settings the values in the annotation, empty if they are not known
 */
record AzureTrigger(Source source, @Nullable String parameter, Map<String, ?> settings) {

	private static final String SUFFIX = "Trigger";

	/** A reference to a setting of the function app. */
	private static final Pattern SETTING = Pattern.compile("%([^%]+)%");

	/**
	 * Returns the trigger of an invocation.
	 * @param invocation the invocation
	 * @return the trigger
	 */
	static AzureTrigger of(AzureWorker invocation) {
		Method function = invocation.function();
		return (function != null) ? of(function) : named(invocation);
	}

	private static AzureTrigger of(Method function) {
		for (Parameter parameter : function.getParameters()) {
			for (Annotation annotation : parameter.getAnnotations()) {
				String name = annotation.annotationType().getSimpleName();
				if (name.endsWith(SUFFIX)) {
					Map<String, ?> settings = AnnotationUtils.getAnnotationAttributes(annotation);
					return new AzureTrigger(Source.of(name),
							(settings.get("name") instanceof String value) ? value : null, settings);
				}
			}
		}
		return new AzureTrigger(Source.OTHER, null, Map.of());
	}

	private static AzureTrigger named(AzureWorker invocation) {
		for (Source source : Source.values()) {
			if (source.annotation != null) {
				String parameter = invocation.context().getParameterName(source.annotation);
				if (parameter != null) {
					return new AzureTrigger(source, parameter, Map.of());
				}
			}
		}
		return new AzureTrigger(Source.OTHER, null, Map.of());
	}

	/**
	 * Returns a value in the annotation, with the settings of the function app that it
	 * refers to.
	 * @param name the name of the value
	 * @return the text, or null if there is none
	 */
	@Nullable String setting(String name) {
		if (!(this.settings.get(name) instanceof String value) || !StringUtils.hasText(value)) {
			return null;
		}
		return SETTING.matcher(value).replaceAll((match) -> {
			String setting = System.getenv(match.group(1));
			return Matcher.quoteReplacement((setting != null) ? setting : match.group());
		});
	}

	/**
	 * Returns the queue, topic or event hub.
	 * @return its name, or null if it is not known
	 */
	@Nullable String destination() {
		return (this.source.destination != null) ? setting(this.source.destination) : null;
	}

	/**
	 * Returns whether an invocation may have several messages.
	 * @return whether its annotation says so
	 */
	boolean isBatch() {
		return String.valueOf(this.settings.get("cardinality")).equals("MANY");
	}

	/**
	 * Where invocations come from.
	 */
	enum Source {

		HTTP("HttpTrigger", Trigger.HTTP, null, null, null),

		TIMER("TimerTrigger", Trigger.TIMER, null, null, null),

		STORAGE_QUEUE("QueueTrigger", Trigger.PUBSUB, "azure_storage_queue", "queueName", "Microsoft.Storage"),

		SERVICE_BUS_QUEUE("ServiceBusQueueTrigger", Trigger.PUBSUB, "servicebus", "queueName", "Microsoft.ServiceBus"),

		SERVICE_BUS_TOPIC("ServiceBusTopicTrigger", Trigger.PUBSUB, "servicebus", "topicName", "Microsoft.ServiceBus"),

		EVENT_HUB("EventHubTrigger", Trigger.PUBSUB, "eventhubs", "eventHubName", "Microsoft.EventHub"),

		EVENT_GRID("EventGridTrigger", Trigger.PUBSUB, "eventgrid", null, "Microsoft.EventGrid"),

		BLOB("BlobTrigger", Trigger.DATASOURCE, null, null, null),

		COSMOS_DB("CosmosDBTrigger", Trigger.DATASOURCE, null, null, null),

		OTHER(null, Trigger.OTHER, null, null, null);

		private final @Nullable String annotation;

		private final Trigger trigger;

		private final @Nullable String messagingSystem;

		private final @Nullable String destination;

		private final @Nullable String provider;

		Source(@Nullable String annotation, Trigger trigger, @Nullable String messagingSystem,
				@Nullable String destination, @Nullable String provider) {
			this.annotation = annotation;
			this.trigger = trigger;
			this.messagingSystem = messagingSystem;
			this.destination = destination;
			this.provider = provider;
		}

		private static Source of(String annotation) {
			for (Source source : values()) {
				if (annotation.equals(source.annotation)) {
					return source;
				}
			}
			return OTHER;
		}

		/**
		 * Returns the kind of trigger.
		 * @return the kind
		 */
		Trigger trigger() {
			return this.trigger;
		}

		/**
		 * Returns the system that messages come from.
		 * @return the value of {@code messaging.system}, or null if there are no messages
		 */
		@Nullable String messagingSystem() {
			return this.messagingSystem;
		}

		/**
		 * Returns the service of Azure that messages come from.
		 * @return the value of {@code azure.resource_provider.namespace}, or null if
		 * there are no messages
		 */
		@Nullable String provider() {
			return this.provider;
		}

	}

}
