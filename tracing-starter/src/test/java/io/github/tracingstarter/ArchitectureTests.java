package io.github.tracingstarter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Configuration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Enforces the structure: packages by feature that know the shared ones but not each
 * other, and as few public types as possible.
 */
@AnalyzeClasses(packages = "io.github.tracingstarter", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String ROOT = "io.github.tracingstarter";

	/**
	 * The packages that all others may use.
	 */
	private static final List<String> BASE = List.of("", "configuration", "report", "propagation", "sampling", "sql",
			"instrument", "redaction", "processor", "otlp", "support", "control", "logs", "measurement", "metrics");

	/**
	 * Public types that are neither auto-configurations nor properties, in the order of
	 * their names. Adding a line is a decision: say why in the commit.
	 */
	private static final Set<String> PUBLIC = """
			ClientSpanCustomizer
			ServletSpanCustomizer
			SpanCustomizer
			SpanEditor
			SqlSpanCustomizer
			SqlStatement
			ValueRedaction
			WebFluxSpanCustomizer
			configuration.AheadOfTime
			configuration.BootTest
			configuration.ConditionalOnSetting
			configuration.ConditionalOnTracing
			configuration.FunctionPlatform
			configuration.SnapshotLifecycle
			configuration.IgnoredKeys
			configuration.ImportFilter
			configuration.InvalidTracingPropertyException
			configuration.KnownProperties
			configuration.KnownProperty
			configuration.LiveProperties
			configuration.LiveProperty
			configuration.LiveProperty$End
			configuration.LiveProperty$Start
			configuration.NearestWord
			configuration.ServiceName
			configuration.TrueOrFalse
			configuration.UnknownKeys
			control.Change
			control.Change$Step
			control.Changes
			control.EffectiveConfiguration
			control.PropertyText
			export.ExportTarget
			export.ExporterChoice
			export.HttpEndpoint
			export.OneLine
			export.TlsAdvice
			export.grpc.GrpcAnswer
			export.grpc.GrpcClient
			export.grpc.GrpcMessage
			export.grpc.GrpcTarget
			export.grpc.NotGrpcException
			export.grpc.NotGrpcException$Peer
			export.sender.InternalGrpcSenderProvider
			export.sender.TracingGrpcSenderProvider
			instrument.AdoptingObservationHandler
			instrument.AdoptingObservationHandler$Listener
			instrument.BatchReceiverContext
			instrument.BeanTracing
			instrument.ClientTracer
			instrument.FieldTracer
			instrument.Frameworks
			instrument.Instrumenter
			instrument.LateInstrumenter
			instrument.LibraryTracer
			instrument.MadeClientHook
			instrument.Messaging
			instrument.MethodResult
			instrument.MethodResult$Listener
			instrument.MethodResult$SpanListener
			instrument.MethodSpans
			instrument.MethodSpans$EachMethod
			instrument.NamedObservationMapper
			instrument.ObservationMapper
			instrument.ObservedTrace
			instrument.PrivateField
			instrument.ProvisionalSpan
			instrument.ProxyClasses
			instrument.ProxyNaming
			instrument.RepeatedStatements
			instrument.RepeatedStatements$Counter
			instrument.RepeatedStatements$Runs
			instrument.Repetition
			instrument.Senders
			instrument.SpanConvention
			instrument.SpanNames
			instrument.SpanObservations
			instrument.Spans
			instrument.Spies
			instrument.SubscribedTrace
			instrument.ToldEvents
			instrument.TracedMethod
			instrument.TracingCallers
			instrument.WrappingPostProcessor
			instrument.WorkWatch
			instrument.WorkWatch$Work
			instrument.WovenHook
			instrument.WovenHooks
			instrument.faas.AzureFunctionMiddleware
			instrument.feign.TracingCapability
			instrument.http.ActuatorPaths
			instrument.http.ClientHeadersConfiguration
			instrument.http.CustomizedCall
			instrument.http.ErrorAnswerPostProcessor
			instrument.http.ExcludedRequests
			instrument.http.ForwardedRoute
			instrument.http.HeaderCapture
			instrument.http.HttpCall
			instrument.http.HttpCallConvention
			instrument.http.HttpCallMeasurement
			instrument.http.HttpCallSpans
			instrument.http.HttpCallSpans$Started
			instrument.http.HttpMethods
			instrument.http.IpAddresses
			instrument.http.ObservationDemand
			instrument.http.ObservationDemand$Question
			instrument.http.ObservationDetails
			instrument.http.OperationalPaths
			instrument.http.ProtocolVersion
			instrument.http.Server
			instrument.http.TraceIdInProblems
			instrument.http.TracedFuture
			instrument.http.UnusedHandlers
			instrument.http.UnwantedObservationPredicate
			instrument.http.UrlTemplate
			logs.CapturedLine
			logs.CapturedLine$Failure
			logs.ConditionalOnLogLines
			logs.LogDemand
			logs.LogListener
			measurement.CallListener
			measurement.Measurements
			measurement.RequestListener
			measurement.RequestListeners
			measurement.ServedRequest
			measurement.StatementListener
			metrics.MeterProviderCustomizer
			metrics.MetricResource
			otlp.EncodedRecord
			otlp.LogRecordEncoder
			otlp.MalformedException
			otlp.MetricEncoder
			otlp.MetricRequest
			otlp.OtlpEnums
			otlp.OtlpFields
			otlp.OtlpKeyValue
			otlp.OtlpRequest
			otlp.ProtobufReader
			otlp.ProtobufWriter
			otlp.RecordEncoder
			otlp.SpanEncoder
			processor.KeptSpanProcessor
			processor.LocalSpanProcessor
			processor.SpanWeight
			propagation.Propagation
			propagation.TraceHeaders
			redaction.AttributeRedaction
			redaction.BoundedText
			redaction.BoundedText$ExceededException
			redaction.ExceptionEvent
			redaction.LogRedaction
			redaction.ReceivedRedaction
			redaction.SpanHooks
			redaction.SpanRedaction
			redaction.SpanRedaction$Applied
			redaction.SpanView
			redaction.TextRedaction
			redaction.UrlRedaction
			report.DestinationStatus
			report.DestinationStatus$Figures
			report.DestinationStatus$Signal
			report.DestinationStatus$State
			report.ExportControl
			report.FailureLog
			report.Instrumentation
			report.SpanCount
			report.SpanDestination
			report.SpanDestination$Reply
			report.StartedSpans
			report.SupportReport
			report.TracingReport
			report.TracingReport$Entry
			sampling.ConsistentProbability
			sampling.Decision
			sampling.KeepRule
			sampling.Rate
			sampling.TailSampling
			sampling.TraceRules
			sampling.TraceSampler
			sampling.rules.RequestHeaders
			sampling.rules.Rules
			sampling.rules.Rules$Status
			sql.Database
			sql.Query
			sql.RecentCache
			sql.Sql
			sql.SqlDialect
			sql.SqlScanner
			sql.SqlWords
			sql.StatementAttributes
			sql.StatementPlans
			sql.StatementPlans$Plan
			support.Instrumentations
			support.Instrumentations$Status
			support.Settings
			support.Settings$Setting
			ui.ConditionalOnUi
			ui.Development
			ui.InstanceId
			ui.MetaContributor
			ui.ReceivedLogs
			ui.ReceivedLogs$Line
			ui.ReceivedRequests
			ui.ReceivedRequests$Point
			ui.TraceLogs
			ui.TraceLogs$LineTest
			ui.UiRequest
			ui.UiResponse
			ui.UiRoute
			ui.UiRoutes
			ui.store.StackSamples
			ui.store.StackSamples$Sample
			ui.store.OldNames
			ui.store.StoredSpan
			ui.store.StoredSpan$Event
			ui.store.StoredSpan$Link
			ui.store.StoredTrace
			ui.store.TraceStore
			ui.store.TraceStore$Stats
			ui.traces.TraceJson

			""".lines().collect(Collectors.toUnmodifiableSet());

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.github.tracingstarter.(**)")
		.should()
		.beFreeOfCycles();

	@ArchTest
	static final ArchRule basePackagesKnowNoFeature = classes()
		.that(DescribedPredicate.describe("are in a base package", (JavaClass type) -> BASE.contains(feature(type))))
		.should()
		.onlyDependOnClassesThat(DescribedPredicate.describe("are no feature's",
				(JavaClass type) -> !isOurs(type) || BASE.contains(feature(type))));

	@ArchTest
	static final ArchRule featuresDoNotKnowEachOther = slices().assignedFrom(new FeatureSlices())
		.should()
		.notDependOnEachOther();

	/**
	 * In an application that was processed ahead of time, the switch removes the beans
	 * that are declared by a class that names it.
	 */
	@ArchTest
	static final ArchRule configurationsNameTheirSwitch = classes().that()
		.resideInAPackage(ROOT + ".instrument..")
		.and()
		.areMetaAnnotatedWith(Configuration.class)
		.should(ArchConditions
			.be(DescribedPredicate.describe("below a @ConditionalOnTracing", ArchitectureTests::namesSwitch)));

	@ArchTest
	static final ArchRule packagesAreNullMarked = classes()
		.should(ArchConditions.be(DescribedPredicate.describe("in a @NullMarked package",
				(JavaClass type) -> type.getPackage().isAnnotatedWith(org.jspecify.annotations.NullMarked.class))));

	@ArchTest
	static final ArchRule publicTypesAreListed = classes().that()
		.haveModifier(JavaModifier.PUBLIC)
		.and()
		.haveSimpleNameNotEndingWith("AutoConfiguration")
		.and()
		.areNotAnnotatedWith("org.springframework.boot.context.properties.ConfigurationProperties")
		.and(DescribedPredicate.not(DescribedPredicate.describe("are nested in properties",
				(JavaClass type) -> type.getEnclosingClass()
					.map((outer) -> outer
						.isAnnotatedWith("org.springframework.boot.context.properties.ConfigurationProperties"))
					.orElse(false))))
		.should(ArchConditions.be(DescribedPredicate.describe("listed here",
				(JavaClass type) -> PUBLIC.contains(type.getName().substring("io.github.tracingstarter.".length())))));

	/**
	 * An auto-configuration has one concern.
	 */
	@Test
	void autoConfigurationsAreShort() throws IOException {
		try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
			List<Path> all = sources.filter((file) -> file.toString().endsWith("AutoConfiguration.java")).toList();
			assertThat(all).isNotEmpty();
			List<String> tooLong = all.stream()
				.filter((file) -> linesBelowImports(file) >= 80)
				.map((file) -> file.getFileName().toString())
				.toList();
			assertThat(tooLong).as("80 lines or more below the imports").isEmpty();
		}
	}

	private static long linesBelowImports(Path file) {
		try {
			List<String> lines = Files.readAllLines(file);
			return lines.stream().dropWhile((line) -> !line.startsWith("/**") && !line.startsWith("@")).count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean namesSwitch(JavaClass type) {
		return type.isAnnotatedWith(ConditionalOnTracing.class)
				|| type.getEnclosingClass().map(ArchitectureTests::namesSwitch).orElse(false);
	}

	private static boolean isOurs(JavaClass type) {
		return type.getPackageName().startsWith(ROOT);
	}

	/**
	 * Returns the package of a feature, below the root. Each technology has one for its
	 * instrumentation.
	 */
	private static String feature(JavaClass type) {
		String name = type.getPackageName().substring(Math.min(ROOT.length() + 1, type.getPackageName().length()));
		String[] parts = name.split("\\.");
		return (parts[0].equals("instrument") && parts.length > 1) ? parts[0] + "." + parts[1] : parts[0];
	}

	/**
	 * Each feature is a slice; the packages that they may use are not.
	 */
	private static final class FeatureSlices implements SliceAssignment {

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass type) {
			String feature = feature(type);
			return (!isOurs(type) || BASE.contains(feature) || feature.equals("instrument.http"))
					? SliceIdentifier.ignore() : SliceIdentifier.of(feature);
		}

		@Override
		public String getDescription() {
			return "features";
		}

	}

}
