import { applyDecorators } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { DescribeProblem } from '#libs/runtime';
import { answer, dimensionFilters, query } from '../openapi/parameters.ts';

const TEXT = { type: 'string' };
const TEXTS = { type: 'object', additionalProperties: TEXT };

export function DescribeAnswers() {
  return applyDecorators(
    ApiOperation({
      summary: 'The answers behind a number, newest first',
      operationId: 'listAnswers',
      tags: ['answers'],
    }),
    query('kpi', 'A survey KPI, such as nps.', 'nps', true),
    query('class', 'satisfied, neutral, dissatisfied, or promoter, passive, detractor.', 'detractor'),
    query('window', 'Length of the window. Default 30d.', '30d'),
    query('at', 'End of the window. Default now.'),
    query('limit', 'Answers on a page, 1 to 500. Default 50.', '50'),
    query('cursor', 'The "next" of the page before.'),
    dimensionFilters(),
    answer('A page of answers.', {
      type: 'object',
      required: ['answers', 'next'],
      properties: {
        answers: {
          type: 'array',
          items: {
            type: 'object',
            required: [
              'responseId',
              'answeredAt',
              'question',
              'scale',
              'score',
              'class',
              'comment',
              'respondent',
              'about',
            ],
            properties: {
              responseId: TEXT,
              answeredAt: { type: 'string', format: 'date-time' },
              question: TEXT,
              scale: TEXT,
              score: { type: 'integer' },
              class: { type: 'string', enum: ['satisfied', 'neutral', 'dissatisfied'] },
              comment: { type: ['string', 'null'] },
              respondent: TEXTS,
              about: TEXTS,
            },
          },
        },
        next: { type: ['string', 'null'] },
      },
    }),
    DescribeProblem(400, 'A parameter cannot be understood.'),
    DescribeProblem(404, 'No KPI has that id.'),
  );
}
