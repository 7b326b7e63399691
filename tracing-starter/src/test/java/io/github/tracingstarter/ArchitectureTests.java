package io.github.tracingstarter;

import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Holds the structure: packages by feature that know the core and nothing of each other,
 * and as few public types as can be.
 */
@AnalyzeClasses(packages = "io.github.tracingstarter", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	/**
	 * Public types that are neither auto-configurations nor properties. Those of the core
	 * are public for the other packages, those of export for the exporters below it. To
	 * add a line is a decision: say why in the commit.
	 */
	private static final Set<String> PUBLIC = Set.of("core.AdoptingObservationHandler", "core.ConditionalOnTracing",
			"core.DestinationStatus", "core.DestinationStatus$State", "core.ExceptionEvent", "core.ExportControl",
			"core.FailureLog", "core.Frameworks", "core.InvalidTracingPropertyException", "core.LiveProperty",
			"core.LiveProperty$Start", "core.LocalSpanProcessor", "core.MetricsOnlyObservationPredicate",
			"core.NearestWord", "core.ServiceName", "core.SpanDestination", "core.SpanDestination$Reply",
			"core.SpanNames", "core.SpanRedaction", "core.SpanRedaction$Applied", "core.Spans", "core.Spies",
			"core.SqlDialect", "core.SqlScanner", "core.SqlWords", "core.TraceHeaders", "core.TraceSampler",
			"core.TracingReport", "core.TracingReport$Entry", "core.UrlRedaction", "core.WrappingPostProcessor",
			"export.ExportTarget", "export.ExporterChoice", "export.HttpEndpoint", "export.OneLine", "export.TlsFault",
			"export.grpc.GrpcAnswer", "export.grpc.GrpcClient", "export.grpc.GrpcMessage", "export.grpc.GrpcTarget",
			"export.grpc.NotGrpcException", "export.grpc.NotGrpcException$Peer",
			"export.sender.InternalGrpcSenderProvider", "export.sender.TracingGrpcSenderProvider",
			"io.github.tracingstarter.(**)", "ui.ConditionalOnUi", "ui.InstanceId", "ui.MetaContributor",
			"ui.TraceLogs", "ui.UiRequest", "ui.UiResponse", "ui.UiRoute", "ui.UiRoutes", "ui.store.StoredSpan",
			"ui.store.StoredSpan$Event", "ui.store.StoredSpan$Link", "ui.store.StoredTrace", "ui.store.TraceStore",
			"ui.store.TraceStore$Stats", "ui.traces.TraceJson");

	@ArchTest
	static final ArchRule featuresKnowOnlyTheCore = slices().matching("io.github.tracingstarter.(*)..")
		.should()
		.notDependOnEachOther()
		.ignoreDependency(DescribedPredicate.alwaysTrue(),
				JavaClass.Predicates.resideInAPackage("io.github.tracingstarter.core.."));

	@ArchTest
	static final ArchRule coreKnowsNoFeature = noClasses().that()
		.resideInAPackage("io.github.tracingstarter.core..")
		.should()
		.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.github.tracingstarter..")
			.and(JavaClass.Predicates.resideOutsideOfPackage("io.github.tracingstarter.core..")));

	@ArchTest
	static final ArchRule packagesAreNullMarked = classes().should(com.tngtech.archunit.lang.conditions.ArchConditions
		.be(DescribedPredicate.describe("in a @NullMarked package",
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
		.should(com.tngtech.archunit.lang.conditions.ArchConditions.be(DescribedPredicate.describe("listed here",
				(JavaClass type) -> PUBLIC.contains(type.getName().substring("io.github.tracingstarter.".length())))));

}
