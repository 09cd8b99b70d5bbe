import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { VERSION } from '../version.ts';

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Barometer</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; margin: 4rem auto; max-width: 40rem; padding: 0 1rem }
  dt { margin-top: 1rem }
</style>
<h1>Barometer</h1>
<p>Live satisfaction and service-desk KPIs from a stream of survey answers and ticket states. Version ${VERSION}.</p>
<dl>
  <dt><a href="/docs">/docs</a></dt><dd>The HTTP interface, to read and to try; <a href="/openapi.json">/openapi.json</a> for programs.</dd>
  <dt><a href="/v1/kpis">/v1/kpis</a></dt><dd>The KPIs, what each means, and where to read it.</dd>
  <dt><a href="/metrics">/metrics</a></dt><dd>Metrics for Prometheus.</dd>
  <dt><a href="/health/ready">/health/ready</a></dt><dd>Whether everything works, and what does not.</dd>
</dl>
</html>
`;

@ApiExcludeController()
@Controller()
export class LandingController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    return PAGE;
  }
}
