pluginManagement {
	repositories {
		mavenCentral()
		gradlePluginPortal()
	}
}
rootProject.name = "gradle-kotlin"
